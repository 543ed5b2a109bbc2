import { idOf } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { ComparedRating, RatingBooks, RatingKind } from '../../application/ports';
import { histogramOf } from '../../domain/rating';
import { addMarks, firstVersion, ratingTables, stars, type StarColumns } from './rating-parts';

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

/** Rating and reviews are read at one moment, so that a version tells whether either has moved since. */
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

const mendText = (kind: RatingKind): string => {
  const { table, key } = ratingTables[kind];
  const seller = kind === 'product' ? 'seller_id, ' : '';
  const columns = stars.join(', ');
  return `
    INSERT INTO ${table} AS rating (${key}, ${seller}version, ${columns})
    SELECT id, ${seller}${firstVersion(kind, 'mended.id')}, ${columns}
    FROM unnest($1::uuid[], $2::uuid[], $3::int[], ${stars.map((_, n) => `$${(n + 4).toString()}::int[]`).join(', ')})
      AS mended (id, seller_id, before, ${columns}) ORDER BY id
    ON CONFLICT (${key}) DO UPDATE SET version = rating.version + 1, ${stars.map((each) => `${each} = excluded.${each}`).join(', ')}
    WHERE rating.version = ANY (SELECT before FROM unnest($1::uuid[], $3::int[]) AS seen (id, before) WHERE seen.id = rating.${key})`;
};

const texts = {
  product: { compare: compareText('product'), mend: mendText('product') },
  seller: { compare: compareText('seller'), mend: mendText('seller') },
};

export const ratingBooks = (db: Database): RatingBooks => ({
  compare: async ({ kind, after, only, limit }) => (await db.query<Row>(texts[kind].compare, [after, only ?? null, limit])).map(toCompared),
  mend: (kind, differences, cause) => {
    const columns = [
      differences.map(({ id }) => id),
      differences.map(({ sellerId }) => sellerId),
      differences.map(({ version }) => version),
      ...stars.map((_, position) => differences.map(({ reviews }) => reviews[position] ?? 0)),
    ];
    const unit = db.unit(cause).add(texts[kind].mend, columns, differences.length);
    return addMarks(
      unit,
      differences.map(({ id }) => ({ kind, id })),
    ).commit();
  },
});
