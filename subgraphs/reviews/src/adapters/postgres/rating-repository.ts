import { idOf } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { ComparedRating, RatingRepository, RatingKind } from '../../application/ports';
import { histogramOf } from '../../domain/rating';
import { markChanged, initialVersion, ratingTables, stars, type StarColumns } from './rating-tables';

type Row = StarColumns & {
  readonly id: string;
  readonly seller_id: string;
  readonly version: number;
  readonly reviews: readonly number[];
};

const toCompared = (row: Row): ComparedRating => ({
  id: row.id,
  sellerId: idOf(row.seller_id),
  rating: histogramOf(stars.map((each) => row[each])),
  reviews: histogramOf(row.reviews),
  version: row.version,
});

/** Reads ratings and reviews in one snapshot, so that the version detects a later change of either. */
const compareText = (kind: RatingKind): string => {
  const { table, key } = ratingTables[kind];
  const counted = stars.map((_, n) => `count(*) FILTER (WHERE rating = ${(n + 1).toString()})::int`).join(', ');
  const among = `${key} > $1 AND ($2::uuid IS NULL OR ${key} = $2::uuid) ORDER BY ${key} LIMIT $3`;
  return `
    SELECT subject.id, coalesce(rating.seller_id, counted.seller_id) AS seller_id, coalesce(rating.version, 0) AS version, counted.reviews,
      ${stars.map((each) => `coalesce(rating.${each}, 0) AS ${each}`).join(', ')}
    FROM (SELECT id FROM (
            (SELECT DISTINCT ${key} AS id FROM reviews WHERE status = 'APPROVED' AND ${among})
            UNION (SELECT ${key} AS id FROM ${table} WHERE ${among})) AS either
          ORDER BY id LIMIT $3) AS subject
      CROSS JOIN LATERAL (SELECT ARRAY[${counted}] AS reviews, (array_agg(seller_id))[1] AS seller_id
        FROM reviews WHERE ${key} = subject.id AND status = 'APPROVED') AS counted
      LEFT JOIN ${table} rating ON rating.${key} = subject.id
    ORDER BY subject.id`;
};

const repairText = (kind: RatingKind): string => {
  const { table, key } = ratingTables[kind];
  const seller = kind === 'product' ? 'seller_id, ' : '';
  const columns = stars.join(', ');
  return `
    INSERT INTO ${table} AS rating (${key}, ${seller}version, ${columns})
    SELECT id, ${seller}${initialVersion(kind, 'repaired.id')}, ${columns}
    FROM unnest($1::uuid[], $2::uuid[], $3::int[], ${stars.map((_, n) => `$${(n + 4).toString()}::int[]`).join(', ')})
      AS repaired (id, seller_id, before, ${columns}) ORDER BY id
    ON CONFLICT (${key}) DO UPDATE SET version = rating.version + 1, ${stars.map((each) => `${each} = excluded.${each}`).join(', ')}
    WHERE rating.version = ANY (SELECT before FROM unnest($1::uuid[], $3::int[]) AS seen (id, before) WHERE seen.id = rating.${key})`;
};

const texts = {
  product: { compare: compareText('product'), repair: repairText('product') },
  seller: { compare: compareText('seller'), repair: repairText('seller') },
};

export const ratingRepository = (db: Database): RatingRepository => ({
  compare: async ({ kind, after, only, limit }) => (await db.query<Row>(texts[kind].compare, [after, only ?? null, limit])).map(toCompared),
  repair: (kind, differences, cause) => {
    const columns = [
      differences.map(({ id }) => id),
      differences.map(({ sellerId }) => sellerId),
      differences.map(({ version }) => version),
      ...stars.map((_, position) => differences.map(({ reviews }) => reviews[position] ?? 0)),
    ];
    const unit = db.unit(cause).add(texts[kind].repair, columns, differences.length);
    return markChanged(
      unit,
      differences.map(({ id }) => ({ kind, id })),
    ).commit();
  },
});
