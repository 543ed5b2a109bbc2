import type { Instant } from '@marketplace/kernel';
import { coalesced, type Database } from '@marketplace/platform';
import type { RatingKind } from '../../application/ports';
import type { HistoryEntry, Report, ReviewViews } from '../../application/reviews.view';
import { histogramOf, type Histogram } from '../../domain/rating';
import type { ReviewEvent } from '../../domain/review';
import { purchaseColumns, toPurchase, type PurchaseColumns } from './purchase-repository';
import { ratingTables, stars, type StarColumns } from './rating-parts';
import { reviewLists } from './review-lists';
import { grouped, reviewColumns, toReviewRow, type ReviewColumns } from './review-rows';

const endOfTime = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const beforeAll = '00000000-0000-0000-0000-000000000000';

/** Pages that are looked at in the same moment share a read. */
const ratings = (db: Database, kind: RatingKind): ((id: string) => Promise<Histogram | undefined>) => {
  const { table, key } = ratingTables[kind];
  return coalesced(async (ids) => {
    const rows = await db.query<StarColumns & { readonly id: string }>(
      `SELECT ${key} AS id, ${stars.join(', ')} FROM ${table} WHERE ${key} = ANY ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, histogramOf(stars.map((each) => row[each]))]));
  });
};

type HistoryRow = { readonly review_id: string; readonly version: number; readonly event: ReviewEvent; readonly changed_by: string };
type ReportRow = { readonly review_id: string; readonly reason: string; readonly reported_at: Instant };
type ReviewableRow = PurchaseColumns & { readonly delivered_at: Instant };

const histories = (db: Database): ReviewViews['histories'] => {
  const toEntry = ({ version, event, changed_by: changedBy }: HistoryRow): HistoryEntry => ({ version, event, changedBy });
  return async (ids) => {
    const rows = await db.query<HistoryRow>(
      'SELECT review_id, version, event, changed_by FROM review_history WHERE review_id = ANY ($1::uuid[]) ORDER BY review_id, version',
      [ids],
    );
    return grouped(rows, (row) => row.review_id, toEntry);
  };
};

const reports = (db: Database): ReviewViews['reports'] => {
  const toReport = ({ reason, reported_at: at }: ReportRow): Report => ({ reason, at });
  return async (ids) => {
    const rows = await db.query<ReportRow>(
      `SELECT report.* FROM unnest($1::uuid[]) AS review (id)
         CROSS JOIN LATERAL (SELECT review_id, reason, reported_at FROM review_reports WHERE review_id = review.id
           ORDER BY reported_at DESC, user_id LIMIT 20) AS report`,
      [ids],
    );
    return grouped(rows, (row) => row.review_id, toReport);
  };
};

export const reviewViews = (db: Database): ReviewViews => {
  const ratingsOf = { product: ratings(db, 'product'), seller: ratings(db, 'seller') };
  const reviewsWhere = async (condition: string, params: readonly unknown[]) =>
    (await db.query<ReviewColumns>(`SELECT ${reviewColumns} FROM reviews r WHERE ${condition}`, params)).map(toReviewRow);
  return {
    ...reviewLists(db),
    byIds: async (ids) => new Map((await reviewsWhere('r.id = ANY ($1::uuid[])', [ids])).map((row) => [row.state.id, row])),
    writtenBy: (authorId, { limit, after }) =>
      reviewsWhere('r.author_id = $1 AND r.id < $2 ORDER BY r.id DESC LIMIT $3', [authorId, after ?? endOfTime, limit]),
    toModerate: ({ limit, after }) =>
      reviewsWhere(`(r.status = 'PENDING' OR r.open_reports > 0) AND r.id > $1 ORDER BY r.id LIMIT $2`, [after ?? beforeAll, limit]),
    reviewable: async (buyerId, { limit, after }) => {
      const rows = await db.query<ReviewableRow>(
        `SELECT ${purchaseColumns}, d.delivered_at FROM purchases p JOIN deliveries d ON d.order_id = p.order_id
         WHERE p.buyer_id = $1 AND p.order_item_id < $2 AND NOT EXISTS (SELECT FROM reviews r WHERE r.order_item_id = p.order_item_id)
         ORDER BY p.order_item_id DESC LIMIT $3`,
        [buyerId, after ?? endOfTime, limit],
      );
      return rows.map((row) => ({ ...toPurchase(row), deliveredAt: row.delivered_at }));
    },
    foundHelpful: async (userId, ids) => {
      const rows = await db.query<{ review_id: string }>(
        'SELECT review_id FROM review_votes WHERE user_id = $1 AND review_id = ANY ($2::uuid[])',
        [userId, ids],
      );
      return new Map(rows.map((row) => [row.review_id, true]));
    },
    histories: histories(db),
    reports: reports(db),
    rating: (kind, id) => ratingsOf[kind](id),
  };
};
