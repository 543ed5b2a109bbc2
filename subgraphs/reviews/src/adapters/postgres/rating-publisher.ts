import { defined, idOf } from '@marketplace/kernel';
import type { Database, EventMessage } from '@marketplace/platform';
import type { ChangedRating, RatingKind, RatingPublisher } from '../../application/ports';
import { histogramOf } from '../../domain/rating';
import { stars, type StarColumns } from './rating-tables';
import { RatingChanges } from './tables';

/** Creates the event message of a rating. Implemented by the nats adapter and injected by main.ts. */
export type RatingEventMessage = (rating: ChangedRating) => EventMessage;

type Row = StarColumns & {
  readonly kind: RatingKind;
  readonly subject_id: string;
  readonly seller_id: string;
  readonly version: number;
  readonly marks: readonly string[];
  readonly last_version: number | null;
  readonly last_histogram: readonly number[] | null;
};

const toChangedRating = (row: Row): ChangedRating => ({
  kind: row.kind,
  id: row.subject_id,
  sellerId: idOf(row.seller_id),
  histogram: histogramOf(stars.map((each) => row[each])),
  version: row.version,
  marks: row.marks.map(BigInt),
  ...defined({
    lastPublished:
      row.last_version === null || row.last_histogram === null
        ? undefined
        : { version: row.last_version, histogram: histogramOf(row.last_histogram) },
  }),
});

const counts = stars.map((each) => `coalesce(product.${each}, seller.${each}, 0) AS ${each}`).join(', ');

// Changes and counts are read in one snapshot, so the counts include every change that was read. Each change is deleted by its
// own number, not all up to the highest one: a lower number may become visible later.
const selectChanged = `
  SELECT changed.kind, changed.subject_id, changed.marks, coalesce(product.seller_id, changed.subject_id) AS seller_id,
    coalesce(product.version, seller.version, 0) AS version, ${counts}, last.version AS last_version, last.histogram AS last_histogram
  FROM (SELECT kind, subject_id, array_agg(seq::text) AS marks
        FROM (SELECT seq, kind, subject_id FROM rating_changes ORDER BY seq LIMIT $1) AS change GROUP BY kind, subject_id) AS changed
    LEFT JOIN product_ratings product ON changed.kind = 'product' AND product.product_id = changed.subject_id
    LEFT JOIN seller_ratings seller ON changed.kind = 'seller' AND seller.seller_id = changed.subject_id
    LEFT JOIN ratings_announced last ON last.kind = changed.kind AND last.subject_id = changed.subject_id`;

const saveLastPublished = `
  INSERT INTO ratings_announced AS last (kind, subject_id, version, histogram)
  SELECT kind, subject_id, version, histogram FROM unnest($1::text[], $2::uuid[], $3::int[], $4::jsonb[]) AS now (kind, subject_id, version, histogram)
  ON CONFLICT (kind, subject_id) DO UPDATE SET version = excluded.version, histogram = excluded.histogram
  WHERE last.version = ANY (SELECT before FROM unnest($1::text[], $2::uuid[], $5::int[]) AS known (kind, subject_id, before)
    WHERE known.kind = last.kind AND known.subject_id = last.subject_id)`;

export const ratingPublisher = (db: Database, messageOf: RatingEventMessage): RatingPublisher => ({
  changed: async (limit) => (await db.query<Row>(selectChanged, [limit])).map(toChangedRating),
  publish: async (ratings, published, cause) => {
    const unit = db.unit(cause).delete(
      RatingChanges,
      ratings.flatMap(({ marks }) => marks.map((seq) => ({ seq }))),
    );
    if (published.length > 0) {
      const columns = [
        published.map(({ kind }) => kind),
        published.map(({ id }) => id),
        published.map(({ version }) => version),
        published.map(({ histogram }) => JSON.stringify(histogram)),
        published.map(({ lastPublished }) => lastPublished?.version ?? 0),
      ];
      unit
        .add(saveLastPublished, columns, published.length)
        .publish(...published.map((rating) => ({ ...messageOf(rating), previousVersion: rating.lastPublished?.version ?? 0 })));
    }
    await unit.commit();
  },
});
