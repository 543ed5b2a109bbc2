import type { Unit } from '@marketplace/platform';
import type { RatingKind } from '../../application/ports';
import { isSame, noReviews, type Histogram } from '../../domain/rating';

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

const noteChanges = 'INSERT INTO rating_changes (kind, subject_id) SELECT * FROM unnest($1::text[], $2::uuid[])';

/** Notes that ratings have to be announced. */
export const addMarks = (unit: Unit, marks: readonly { readonly kind: RatingKind; readonly id: string }[]): Unit =>
  unit.addRows(noteChanges, [marks.map(({ kind }) => kind), marks.map(({ id }) => id)]);

/** Adds what a review changes to the ratings of its product and seller; no rows where it changes nothing, so that the text is always the same. */
export const addRatingChange = (
  unit: Unit,
  { productId, sellerId }: { readonly productId: string; readonly sellerId: string },
  difference: Histogram,
): Unit => {
  const changed = isSame(difference, noReviews) ? [] : [difference];
  const columns = [
    changed.map(() => productId),
    changed.map(() => sellerId),
    ...stars.map((_, position) => changed.map((each) => each[position] ?? 0)),
  ];
  unit.addRows(changes.product, columns).addRows(changes.seller, columns);
  return addMarks(
    unit,
    changed.flatMap(() => [
      { kind: 'product', id: productId },
      { kind: 'seller', id: sellerId },
    ]),
  );
};
