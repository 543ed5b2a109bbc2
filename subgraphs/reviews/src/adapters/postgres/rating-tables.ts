import { idOf } from '@marketplace/kernel';
import type { Unit } from '@marketplace/platform';
import type { RatingKind } from '../../application/ports';
import { isSame, noReviews, type Histogram } from '../../domain/rating';
import { RatingChanges } from './tables';

export const stars = ['stars1', 'stars2', 'stars3', 'stars4', 'stars5'] as const;

export type StarColumns = Readonly<Record<(typeof stars)[number], number>>;

/** The table and key column of each kind of rating. */
export const ratingTables = {
  product: { table: 'product_ratings', key: 'product_id' },
  seller: { table: 'seller_ratings', key: 'seller_id' },
} as const satisfies Record<RatingKind, { readonly table: string; readonly key: string }>;

/** The version of a new row: one more than the last published one, in case an earlier row was lost. */
export const initialVersion = (kind: RatingKind, id: string): string =>
  `coalesce((SELECT version FROM ratings_announced WHERE kind = '${kind}' AND subject_id = ${id}), 0) + 1`;

/**
 * Adds the changes of reviews to their rating. It compares no version, so parallel reviews of a product never conflict. A missing
 * rating is created.
 */
const updateText = (kind: RatingKind): string => {
  const { table, key } = ratingTables[kind];
  const updateTexts = `unnest($1::uuid[], $2::uuid[], ${stars.map((_, n) => `$${(n + 3).toString()}::int[]`).join(', ')})
      AS change (product_id, seller_id, ${stars.join(', ')})`;
  const ofProduct = kind === 'product' ? { column: 'seller_id, ', value: '(array_agg(seller_id))[1], ' } : { column: '', value: '' };
  return `
    INSERT INTO ${table} AS rating (${key}, ${ofProduct.column}version, ${stars.join(', ')})
    SELECT ${key}, ${ofProduct.value}${initialVersion(kind, `change.${key}`)}, ${stars.map((each) => `greatest(sum(${each}), 0)::int`).join(', ')}
    FROM ${updateTexts} GROUP BY ${key} ORDER BY ${key}
    ON CONFLICT (${key}) DO UPDATE SET (version, ${stars.join(', ')}) =
      (SELECT rating.version + 1, ${stars.map((each) => `rating.${each} + sum(change.${each})::int`).join(', ')}
       FROM ${updateTexts} WHERE change.${key} = rating.${key})`;
};

const changes = { product: updateText('product'), seller: updateText('seller') };

/** Records that ratings must be published. */
export const markChanged = (unit: Unit, marks: readonly { readonly kind: RatingKind; readonly id: string }[]): Unit =>
  unit.insert(
    RatingChanges,
    marks.map(({ kind, id }) => ({ kind, subjectId: idOf<'Product' | 'Seller'>(id) })),
  );

type RatingDifference = { readonly productId: string; readonly sellerId: string; readonly difference: Histogram };

/** Adds the changes of reviews to the ratings of their products and sellers. */
export const updateRatings = (unit: Unit, differences: readonly RatingDifference[]): void => {
  const changed = differences.filter(({ difference }) => !isSame(difference, noReviews));
  if (changed.length === 0) return;
  const columns = [
    changed.map(({ productId }) => productId),
    changed.map(({ sellerId }) => sellerId),
    ...stars.map((_, position) => changed.map(({ difference }) => difference[position] ?? 0)),
  ];
  unit.addRows(changes.product, columns).addRows(changes.seller, columns);
  markChanged(
    unit,
    changed.flatMap(({ productId, sellerId }) => [
      { kind: 'product', id: productId },
      { kind: 'seller', id: sellerId },
    ]),
  );
};
