import { join } from 'node:path';
import { contextNames } from '@marketplace/launcher';
import type { Access, Asking, ContextWalk } from '@marketplace/platform/testing';
import type { Operation } from './operations';

/** What contexts say of their own operations, each in its folder. */
const walks: readonly ContextWalk[] = contextNames.map((name) => {
  // By path: tests know contexts by name only.
  const file = join(__dirname, '../../../subgraphs', name, 'src/walk.fixtures.ts');
  return jest.requireActual<{ readonly walk: ContextWalk }>(file).walk;
});

/** What of all this is a user's own, by the name under which operations ask for it. */
export const ownIn = async (owner: Asking): Promise<Readonly<Record<string, string>>> => {
  const found = await Promise.all(walks.map(async ({ belongings }) => (belongings === undefined ? {} : belongings(owner))));
  return Object.fromEntries(found.flatMap((each) => Object.entries(each)));
};

/** Every operation that the supergraph has. */
export const access: Readonly<Record<string, Access>> = {
  ...Object.fromEntries(
    contextNames.flatMap((name) => [`${name}DeadLetters`, `${name}DeadLetterReplay`]).map((each) => [each, 'operator']),
  ),
  ...Object.fromEntries(walks.flatMap((walk) => Object.entries(walk.access))),
};

/** Which object an operation means by `id`, and where else the name of an argument does not say it. */
const meant: Readonly<Record<string, string>> = {
  'addressRemove.input.id': 'address',
  'addressUpdate.input.id': 'address',
  'ledgerEntries.reference': 'order',
  'productImport.id': 'import',
};

/** What everybody may know of: these are the same whether the object is there or not. */
export const shared = ['category', 'warehouse'];

/** Which kind of object the id at a place of an operation's input is of. */
export const kindOf = (operation: Operation, path: string): string => {
  const name = path.split('.').at(-1) ?? '';
  const own = meant[`${operation.name}.${path}`];
  if (own !== undefined) return own;
  // A query for one thing is called what the thing is.
  if (path === 'id') return operation.name;
  if (/Warehouse(Id)?$/i.test(name.replace(/Id$/, ''))) return 'warehouse';
  if (/users?$/i.test(name.replace(/Ids?$/, ''))) return 'user';
  return name.replace(/Ids?$/, '');
};

const effects = [{ kind: 'PERCENTAGE', basisPoints: 500 }];
/** Terms that a promotion can have. */
export const terms = { label: 'Theirs', startsAt: '2026-01-01T00:00:00Z', effects, stacking: { withPromotions: true, withCoupons: true } };

/** Input that makes sense, where what the schema asks for does not: a refusal of nonsense would hide what is behind it. */
export const sensible: Readonly<Record<string, object>> = {
  couponsCreate: { code: 'THEIRS-2026' },
  promotionCreate: { needsCoupon: false, terms },
  promotionUpdate: { terms },
};

/** What a stranger may be told. */
export const isToBeExpected = (text: string): boolean =>
  /"(\w+_)?NOT_FOUND"|"FORBIDDEN"|"UNAUTHENTICATED"|"OPERATORS_ONLY"|^\{"data":\{"\w+":(null|\{[^{}]*"edges":\[\]\})\}\}$/.test(text);
