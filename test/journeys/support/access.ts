import { join } from 'node:path';
import { contextNames } from '@marketplace/launcher';
import type { Access, GraphClient, ContextWalk } from '@marketplace/platform/testing';
import type { Operation } from './operations';

/** The access rules of all contexts, each in its own folder. */
const walks: readonly ContextWalk[] = contextNames.map((name) => {
  // Loaded by path, because tests know contexts by name only.
  const file = join(__dirname, '../../../subgraphs', name, 'src/walk.fixtures.ts');
  return jest.requireActual<{ readonly walk: ContextWalk }>(file).walk;
});

/** The owned IDs of all contexts, by argument name. */
export const ownedIdsOf = async (owner: GraphClient): Promise<Readonly<Record<string, string>>> => {
  const found = await Promise.all(walks.map(async ({ ownedIds }) => (ownedIds === undefined ? {} : ownedIds(owner))));
  return Object.fromEntries(found.flatMap((each) => Object.entries(each)));
};

/** All operations of the supergraph. */
export const access: Readonly<Record<string, Access>> = {
  ...Object.fromEntries(
    contextNames.flatMap((name) => [`${name}DeadLetters`, `${name}DeadLetterReplay`]).map((each) => [each, 'operator']),
  ),
  ...Object.fromEntries(walks.flatMap((walk) => Object.entries(walk.access))),
};

/** The kind of object of `id` arguments and of arguments with other names. */
const meant: Readonly<Record<string, string>> = {
  'addressRemove.input.id': 'address',
  'addressUpdate.input.id': 'address',
  'ledgerEntries.reference': 'order',
  'productImport.id': 'import',
};

/** Kinds of objects that are public: responses are the same for all users. */
export const shared = ['category', 'warehouse'];

/** Returns the kind of object of an ID in the input of an operation. */
export const kindOf = (operation: Operation, path: string): string => {
  const name = path.split('.').at(-1) ?? '';
  const own = meant[`${operation.name}.${path}`];
  if (own !== undefined) return own;
  // A query for one object has the name of its kind.
  if (path === 'id') return operation.name;
  if (/Warehouse(Id)?$/i.test(name.replace(/Id$/, ''))) return 'warehouse';
  if (/users?$/i.test(name.replace(/Ids?$/, ''))) return 'user';
  return name.replace(/Ids?$/, '');
};

const effects = [{ kind: 'PERCENTAGE', basisPoints: 500 }];
/** Valid terms of a promotion. */
export const terms = { label: 'Theirs', startsAt: '2026-01-01T00:00:00Z', effects, stacking: { withPromotions: true, withCoupons: true } };

/** Valid input where the minimum that the schema requires is not: an error about invalid input would hide other results. */
export const validInputs: Readonly<Record<string, object>> = {
  couponsCreate: { code: 'THEIRS-2026' },
  promotionCreate: { needsCoupon: false, terms },
  promotionUpdate: { terms },
};

/** The fields that an unauthorized user may receive. */
export const isExpectedRefusal = (text: string): boolean =>
  /"(\w+_)?NOT_FOUND"|"FORBIDDEN"|"UNAUTHENTICATED"|"OPERATORS_ONLY"|^\{"data":\{"\w+":(null|\{[^{}]*"edges":\[\]\})\}\}$/.test(text);
