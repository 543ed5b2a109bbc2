import { defined } from '@marketplace/kernel';
import { nonNull, type Row } from '@marketplace/platform';
import type { ReviewRow } from '../../application/reviews.view';
import type { Reply, Review, ModerationState } from '../../domain/review';
import { Reviews } from './tables';

type Stored = Row<typeof Reviews>;

const moderationOf = (row: Stored): ModerationState => {
  switch (row.status) {
    case 'PENDING':
      return { status: row.status, heldFor: nonNull(Reviews, row, 'heldFor') };
    case 'APPROVED':
      return { status: row.status };
    case 'REJECTED':
      return { status: row.status, reason: nonNull(Reviews, row, 'rejectionReason') };
  }
};

const replyOf = (row: Stored): { readonly reply?: Reply } => {
  const { replyBody: body, replyEditedAt: editedAt } = row;
  if (body === null) return {};
  return { reply: { body, at: nonNull(Reviews, row, 'replyAt'), ...defined({ editedAt }) } };
};

export const reviewOf = (row: Stored): Review => {
  const { id, orderItemId, orderId, productId, variantId, sellerId, authorId, postedAt, editedAt, rating, title, body, images } = row;
  return {
    ...{ id, orderItemId, orderId, productId, variantId, sellerId, authorId, postedAt },
    content: { rating, title, body, images },
    moderation: moderationOf(row),
    ...defined({ editedAt }),
    ...replyOf(row),
  };
};

export const reviewRowOf = (row: Stored): ReviewRow => ({
  version: row.version,
  announced: row.version,
  state: reviewOf(row),
  openReports: row.openReports,
  helpfulCount: row.helpfulCount,
});

/** Groups the values of rows by key, in the order of the rows. */
export const grouped = <Each, Value>(
  rows: readonly Each[],
  keyOf: (row: Each) => string,
  toValue: (row: Each) => Value,
): ReadonlyMap<string, readonly Value[]> => new Map([...Map.groupBy(rows, keyOf)].map(([key, group]) => [key, group.map(toValue)]));
