import { idOf } from '@marketplace/kernel';
import type { Unit } from '@marketplace/platform';
import type { RatingKind } from '../../application/ports';
import { isSame, noReviews, type Histogram } from '../../domain/rating';
import { RatingChanges } from './tables';

export const stars = ['stars1', 'stars2', 'stars3', 'stars4', 'stars5'] as const;

export type StarColumns = Readonly<Record<(typeof stars)[number], number>>;

/** Where the ratings of a kind stand. */
export const ratingTables = {
  product: { table: 'product_ratings', key: 'product_id' },
  seller: { table: 'seller_ratings', key: 'seller_id' },
} as const satisfies Record<RatingKind, { readonly table: string; readonly key: string }>;

/** One version more than anybody was ever told of, should the row have been lost. */
export const firstVersion = (kind: RatingKind, id: string): string =>
  `coalesce((SELECT version FROM ratings_announced WHERE kind = '${kind}' AND subject_id = ${id}), 0) + 1`;

/**
 * Adds what reviews change to their rating, which everybody who reviews a product at the same time adds to: no version is
 * compared, nobody starts over. A rating that is not there yet begins with the change.
 */
const change = (kind: RatingKind): string => {
  const { table, key } = ratingTables[kind];
  const changes = `unnest($1::uuid[], $2::uuid[], ${stars.map((_, n) => `$${(n + 3).toString()}::int[]`).join(', ')})
      AS change (product_id, seller_id, ${stars.join(', ')})`;
  const ofProduct = kind === 'product' ? { column: 'seller_id, ', value: '(array_agg(seller_id))[1], ' } : { column: '', value: '' };
  return `
    INSERT INTO ${table} AS rating (${key}, ${ofProduct.column}version, ${stars.join(', ')})
    SELECT ${key}, ${ofProduct.value}${firstVersion(kind, `change.${key}`)}, ${stars.map((each) => `greatest(sum(${each}), 0)::int`).join(', ')}
    FROM ${changes} GROUP BY ${key} ORDER BY ${key}
    ON CONFLICT (${key}) DO UPDATE SET (version, ${stars.join(', ')}) =
      (SELECT rating.version + 1, ${stars.map((each) => `rating.${each} + sum(change.${each})::int`).join(', ')}
       FROM ${changes} WHERE change.${key} = rating.${key})`;
};

const changes = { product: change('product'), seller: change('seller') };

/** Notes that ratings have to be announced. */
export const addMarks = (unit: Unit, marks: readonly { readonly kind: RatingKind; readonly id: string }[]): Unit =>
  unit.insert(
    RatingChanges,
    marks.map(({ kind, id }) => ({ kind, subjectId: idOf<'Product' | 'Seller'>(id) })),
  );

type RatingDifference = { readonly productId: string; readonly sellerId: string; readonly difference: Histogram };

/** Adds what reviews change to the ratings of their products and sellers. */
export const addRatingChanges = (unit: Unit, differences: readonly RatingDifference[]): void => {
  const changed = differences.filter(({ difference }) => !isSame(difference, noReviews));
  if (changed.length === 0) return;
  const columns = [
    changed.map(({ productId }) => productId),
    changed.map(({ sellerId }) => sellerId),
    ...stars.map((_, position) => changed.map(({ difference }) => difference[position] ?? 0)),
  ];
  unit.addRows(changes.product, columns).addRows(changes.seller, columns);
  addMarks(
    unit,
    changed.flatMap(({ productId, sellerId }) => [
      { kind: 'product', id: productId },
      { kind: 'seller', id: sellerId },
    ]),
  );
};
