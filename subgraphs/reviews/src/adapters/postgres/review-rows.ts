import { idOf, type Instant } from '@marketplace/kernel';
import type { FoundReview } from '../../application/ports';
import type { ReviewRow } from '../../application/reviews.view';
import type { Image, Stars } from '../../domain/content';
import type { Reply, Review, ReviewStatus, Standing } from '../../domain/review';
import type { Hold } from '../../domain/screening';

/** A review as it is stored; its checks see to it that it is one. */
export type ReviewColumns = {
  readonly id: string;
  readonly version: number;
  readonly status: ReviewStatus;
  readonly order_item_id: string;
  readonly order_id: string;
  readonly product_id: string;
  readonly variant_id: string;
  readonly seller_id: string;
  readonly author_id: string;
  readonly rating: Stars;
  readonly title: string;
  readonly body: string;
  readonly images: readonly Image[];
  readonly held_for: readonly Hold[] | null;
  readonly rejection_reason: string | null;
  readonly posted_at: Instant;
  readonly edited_at: Instant | null;
  readonly reply_body: string | null;
  readonly reply_at: Instant | null;
  readonly reply_edited_at: Instant | null;
  readonly helpful_count: number;
  readonly open_reports: number;
};

/** The columns of a table or list that is named `r`. */
export const reviewColumns = `r.id, r.version, r.status, r.order_item_id, r.order_id, r.product_id, r.variant_id, r.seller_id, r.author_id,
  r.rating, r.title, r.body, r.images, r.held_for, r.rejection_reason, r.posted_at, r.edited_at, r.reply_body, r.reply_at, r.reply_edited_at,
  r.helpful_count, r.open_reports`;

const toStanding = (row: ReviewColumns): Standing => {
  switch (row.status) {
    case 'PENDING':
      return { status: row.status, heldFor: row.held_for ?? [] };
    case 'APPROVED':
      return { status: row.status };
    case 'REJECTED':
      return { status: row.status, reason: row.rejection_reason ?? '' };
  }
};

const toReply = ({ reply_body: body, reply_at: at, reply_edited_at: editedAt }: ReviewColumns): { readonly reply?: Reply } =>
  body === null || at === null ? {} : { reply: { body, at, ...(editedAt === null ? {} : { editedAt }) } };

const toReview = (row: ReviewColumns): Review => ({
  id: idOf(row.id),
  orderItemId: idOf(row.order_item_id),
  orderId: idOf(row.order_id),
  productId: idOf(row.product_id),
  variantId: idOf(row.variant_id),
  sellerId: idOf(row.seller_id),
  authorId: idOf(row.author_id),
  content: { rating: row.rating, title: row.title, body: row.body, images: row.images },
  standing: toStanding(row),
  postedAt: row.posted_at,
  ...(row.edited_at === null ? {} : { editedAt: row.edited_at }),
  ...toReply(row),
});

export const toFoundReview = (row: ReviewColumns): FoundReview => ({
  version: row.version,
  state: toReview(row),
  openReports: row.open_reports,
});

export const toReviewRow = (row: ReviewColumns): ReviewRow => ({ ...toFoundReview(row), helpfulCount: row.helpful_count });

/** Rows by what they have in common, in the order in which they came. */
export const grouped = <Row, Value>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  toValue: (row: Row) => Value,
): ReadonlyMap<string, readonly Value[]> => {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const known = groups.get(keyOf(row));
    if (known === undefined) groups.set(keyOf(row), [toValue(row)]);
    else known.push(toValue(row));
  }
  return groups;
};
