import { lowestId, highestId } from '@marketplace/application';
import { batched, columnsOf, History, type Database, type Row } from '@marketplace/platform';
import type { RatingKind } from '../../application/ports';
import type { HistoryEntry, Report, ReviewableItem, ReviewViews } from '../../application/reviews.view';
import { histogramOf, type Histogram } from '../../domain/rating';
import type { ReviewEvent } from '../../domain/review';
import { ratingTables, stars, type StarColumns } from './rating-tables';
import { reviewLists } from './review-lists';
import { grouped, reviewRowOf } from './review-rows';
import { Purchases, ReviewReports, Reviews, ReviewVotes } from './tables';

/** Parallel requests share a read. */
const ratings = (db: Database, kind: RatingKind): ((id: string) => Promise<Histogram | undefined>) => {
  const { table, key } = ratingTables[kind];
  return batched(async (ids) => {
    const rows = await db.query<StarColumns & { readonly id: string }>(
      `SELECT ${key} AS id, ${stars.join(', ')} FROM ${table} WHERE ${key} = ANY ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, histogramOf(stars.map((each) => row[each]))]));
  });
};

const histories = (db: Database): ReviewViews['histories'] => {
  const entryOf = ({ version, event, actor: changedBy }: Row<typeof History>): HistoryEntry => ({
    version,
    event: event as ReviewEvent,
    changedBy,
  });
  return async (ids) => {
    const rows = await db.select(
      History,
      `WHERE aggregate_type = 'Review' AND aggregate_id = ANY ($1::uuid[]) ORDER BY aggregate_id, version`,
      [ids],
    );
    return grouped(rows, (row) => row.aggregateId, entryOf);
  };
};

const reports = (db: Database): ReviewViews['reports'] => {
  const reportOf = ({ reason, reportedAt: at }: Row<typeof ReviewReports>): Report => ({ reason, at });
  return async (ids) => {
    const rows = await db.query<Row<typeof ReviewReports>>(
      `SELECT ${columnsOf(ReviewReports, 'report')} FROM unnest($1::uuid[]) AS review (id)
         CROSS JOIN LATERAL (SELECT * FROM review_reports WHERE review_id = review.id ORDER BY reported_at DESC, user_id LIMIT 20) AS report`,
      [ids],
    );
    return grouped(rows, (row) => row.reviewId, reportOf);
  };
};

export const reviewViews = (db: Database): ReviewViews => {
  const ratingsOf = { product: ratings(db, 'product'), seller: ratings(db, 'seller') };
  const reviewsWhere = async (condition: string, params: readonly unknown[]) =>
    (await db.select(Reviews, `WHERE ${condition}`, params)).map(reviewRowOf);
  return {
    ...reviewLists(db),
    byIds: async (ids) => new Map((await reviewsWhere('id = ANY ($1::uuid[])', [ids])).map((row) => [row.state.id, row])),
    writtenBy: (authorId, { limit, after }) =>
      reviewsWhere('author_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3', [authorId, after ?? highestId, limit]),
    toModerate: ({ limit, after }) =>
      reviewsWhere(`(status = 'PENDING' OR open_reports > 0) AND id > $1 ORDER BY id LIMIT $2`, [after ?? lowestId, limit]),
    reviewable: (buyerId, { limit, after }) => {
      return db.query<ReviewableItem>(
        `SELECT ${columnsOf(Purchases, 'p')}, d.delivered_at AS "deliveredAt" FROM purchases p JOIN deliveries d ON d.order_id = p.order_id
         WHERE p.buyer_id = $1 AND p.order_item_id < $2 AND NOT EXISTS (SELECT FROM reviews r WHERE r.order_item_id = p.order_item_id)
         ORDER BY p.order_item_id DESC LIMIT $3`,
        [buyerId, after ?? highestId, limit],
      );
    },
    foundHelpful: async (userId, ids) => {
      const rows = await db.select(ReviewVotes, 'WHERE user_id = $1 AND review_id = ANY ($2::uuid[])', [userId, ids]);
      return new Map(rows.map(({ reviewId }) => [reviewId, true]));
    },
    histories: histories(db),
    reports: reports(db),
    rating: (kind, id) => ratingsOf[kind](id),
  };
};
