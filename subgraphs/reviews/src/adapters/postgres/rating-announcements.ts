import { idOf } from '@marketplace/kernel';
import type { Database, OutgoingEvent } from '@marketplace/platform';
import type { DirtyRating, RatingAnnouncements, RatingKind } from '../../application/ports';
import { histogramOf } from '../../domain/rating';
import { stars, type StarColumns } from './rating-parts';
import { RatingChanges } from './tables';

/** Turns a rating into what the world is told of it; given by main.ts, from the nats adapter. */
export type RatingPublications = (rating: DirtyRating) => OutgoingEvent;

type Row = StarColumns & {
  readonly kind: RatingKind;
  readonly subject_id: string;
  readonly seller_id: string;
  readonly version: number;
  readonly marks: readonly string[];
  readonly told_version: number | null;
  readonly told_histogram: readonly number[] | null;
};

const toDirty = (row: Row): DirtyRating => ({
  kind: row.kind,
  id: row.subject_id,
  sellerId: idOf(row.seller_id),
  histogram: histogramOf(stars.map((each) => row[each])),
  version: row.version,
  marks: row.marks.map(BigInt),
  ...(row.told_version === null || row.told_histogram === null
    ? {}
    : { told: { version: row.told_version, histogram: histogramOf(row.told_histogram) } }),
});

const counts = stars.map((each) => `coalesce(product.${each}, seller.${each}, 0) AS ${each}`).join(', ');

// Marks and counts are read at one moment: whatever a mark stands for is in the counts. The marks themselves are remembered
// and not the highest of them, since a lower one may only become visible later.
const selectDirty = `
  SELECT dirty.kind, dirty.subject_id, dirty.marks, coalesce(product.seller_id, dirty.subject_id) AS seller_id,
    coalesce(product.version, seller.version, 0) AS version, ${counts}, told.version AS told_version, told.histogram AS told_histogram
  FROM (SELECT kind, subject_id, array_agg(seq::text) AS marks
        FROM (SELECT seq, kind, subject_id FROM rating_changes ORDER BY seq LIMIT $1) AS mark GROUP BY kind, subject_id) AS dirty
    LEFT JOIN product_ratings product ON dirty.kind = 'product' AND product.product_id = dirty.subject_id
    LEFT JOIN seller_ratings seller ON dirty.kind = 'seller' AND seller.seller_id = dirty.subject_id
    LEFT JOIN ratings_announced told ON told.kind = dirty.kind AND told.subject_id = dirty.subject_id`;

const rememberTold = `
  INSERT INTO ratings_announced AS told (kind, subject_id, version, histogram)
  SELECT kind, subject_id, version, histogram FROM unnest($1::text[], $2::uuid[], $3::int[], $4::jsonb[]) AS now (kind, subject_id, version, histogram)
  ON CONFLICT (kind, subject_id) DO UPDATE SET version = excluded.version, histogram = excluded.histogram
  WHERE told.version = ANY (SELECT before FROM unnest($1::text[], $2::uuid[], $5::int[]) AS known (kind, subject_id, before)
    WHERE known.kind = told.kind AND known.subject_id = told.subject_id)`;

export const ratingAnnouncements = (db: Database, publications: RatingPublications): RatingAnnouncements => ({
  dirty: async (limit) => (await db.query<Row>(selectDirty, [limit])).map(toDirty),
  announce: async (ratings, news, cause) => {
    const unit = db.unit(cause).delete(
      RatingChanges,
      ratings.flatMap(({ marks }) => marks.map((seq) => ({ seq }))),
    );
    if (news.length > 0) {
      const columns = [
        news.map(({ kind }) => kind),
        news.map(({ id }) => id),
        news.map(({ version }) => version),
        news.map(({ histogram }) => JSON.stringify(histogram)),
        news.map(({ told }) => told?.version ?? 0),
      ];
      unit
        .add(rememberTold, columns, news.length)
        .publish(...news.map((rating) => ({ ...publications(rating), follows: rating.told?.version ?? 0 })));
    }
    await unit.commit();
  },
});
