import { randomUUID } from 'node:crypto';
import { access, kindOf, validInputs } from './support/access';
import type { Client } from './support/client';
import { readOperations, type Operation } from './support/operations';
import { createOwners, type Owners } from './support/owned-objects';
import type { Shop } from './support/shop';

/** Values of the right type but without meaning. */
const odd = {
  string: ['', '\u0000', 'a\u0000b', '\ud800', 'x'.repeat(5_000), '99999999999999999999999999', '-1'],
  number: [0, -1, 2_147_483_647, -2_147_483_648],
} as const;

type Path = readonly string[];

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** The paths to the strings and numbers of an input. */
const pathsOf = (value: unknown, place: Path = []): readonly { readonly place: Path; readonly type: keyof typeof odd }[] => {
  if (isTree(value)) return Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...place, key]));
  return typeof value === 'string' || typeof value === 'number' ? [{ place, type: typeof value as keyof typeof odd }] : [];
};

/** Replaces a value in the input. Missing parents are taken from the complete input. */
const withValue = (input: unknown, whole: unknown, { place, value }: { readonly place: Path; readonly value: unknown }): unknown => {
  const [key, ...rest] = place;
  if (key === undefined) return value;
  const tree = isTree(input) ? input : isTree(whole) ? whole : {};
  const inside = withValue(tree[key], isTree(whole) ? whole[key] : undefined, { place: rest, value });
  if (Array.isArray(tree)) return (tree as readonly unknown[]).map((each, position) => (position.toString() === key ? inside : each));
  return { ...tree, [key]: inside };
};

// Mutations that end something come last, so that the others have complete data.
const endings = /Abort|Archive|Cancel|Compensate|Disable|End|Reject|Remove/;

/** Sends invalid values one at a time: none may cause an internal error. */
export const invalidValues = (context: () => { readonly url: string; readonly shop: Shop }): void => {
  let owners: Owners;
  beforeAll(async () => {
    owners = await createOwners(context());
  });

  const faultsOf = async (operation: Operation, client: Client): Promise<readonly string[]> => {
    const idAt = (path: string): string => owners.ownedIds[kindOf(operation, path)] ?? randomUUID();
    const whole = operation.filled(idAt);
    const tried = pathsOf(whole).flatMap(({ place, type }) => odd[type].map((value) => ({ place, value })));
    const faults = await Promise.all(
      tried.map(async (change) => {
        const asked = operation.variables(idAt);
        const more = validInputs[operation.name];
        const usual = more === undefined ? asked : { input: { ...(asked['input'] as object), ...more } };
        const variables = withValue(usual, whole, change) as Readonly<Record<string, unknown>>;
        const { errors = [] } = await client.send(operation.document, variables);
        const isOurs = errors.some(({ extensions }) => [undefined, 'INTERNAL_SERVER_ERROR'].includes(extensions?.['code'] as string));
        return isOurs ? [`${operation.name} ${change.place.join('.')}: ${JSON.stringify(change.value).slice(0, 40)}`] : [];
      }),
    );
    return faults.flat();
  };

  it('is refused as invalid everywhere', async () => {
    const operations = readOperations().filter(({ kind }) => kind !== 'subscription');
    const [last, first] = [operations.filter(({ name }) => endings.test(name)), operations.filter(({ name }) => !endings.test(name))];
    const faults: string[] = [];
    for (const operation of [...first, ...last]) {
      const { operator } = context().shop;
      const clients = access[operation.name] === 'operator' ? [operator] : [owners.buyer, owners.other, owners.seller];
      for (const client of clients) faults.push(...(await faultsOf(operation, client)));
    }
    expect(faults).toEqual([]);
  });
};
