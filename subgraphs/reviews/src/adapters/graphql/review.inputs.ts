import type { Instant, OrderItemId } from '@marketplace/kernel';
import { connectionOf, inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { ReviewableItem } from '../../application/reviews.view';
import type { ReviewId } from '../../domain/review';
import { ProductType, ReviewType, VariantStub } from './review.types';

const ReviewImageInput = inputType('ReviewImageInput', 'An image for a review.', {
  url: t.string('The http or https URL of the image.'),
  alt: t.string('The alternative text, up to 200 characters.').default(''),
});
type ReviewImageInput = InstanceType<typeof ReviewImageInput>;

export const ReviewPostInput = inputType('ReviewPostInput', 'The input for posting a review.', {
  orderItemId: t.id<OrderItemId>('The ID of the order line to review.'),
  rating: t.int('The rating, 1 to 5 stars.'),
  title: t.string('The title, 1 to 120 characters on one line.'),
  body: t.string('The text, 1 to 5,000 characters. Plain text.'),
  images: t.list(ReviewImageInput, 'The images, up to five.').default([]),
  idempotencyKey: t.idempotencyKey(),
});

export const ReviewEditInput = inputType('ReviewEditInput', 'The input for editing a review. The new content replaces the old one.', {
  reviewId: t.id<ReviewId>('The ID of your review.'),
  rating: t.int('The rating, 1 to 5 stars.'),
  title: t.string('The title, 1 to 120 characters on one line.'),
  body: t.string('The text, 1 to 5,000 characters. Plain text.'),
  images: t.list(ReviewImageInput, 'The images, up to five. They replace the previous ones.').default([]),
});

export const ReviewReplyInput = inputType('ReviewReplyInput', 'The input for replying to a review.', {
  reviewId: t.id<ReviewId>('The ID of the review.'),
  body: t.string('The reply, 1 to 5,000 characters. Plain text.'),
});

export const ReviewHelpfulVoteInput = inputType('ReviewHelpfulVoteInput', 'The input for marking a review as helpful.', {
  reviewId: t.id<ReviewId>('The ID of the review.'),
});

export const ReviewHelpfulVoteWithdrawInput = inputType('ReviewHelpfulVoteWithdrawInput', 'The input for withdrawing a helpful vote.', {
  reviewId: t.id<ReviewId>('The ID of the review.'),
});

export const ReviewReportInput = inputType('ReviewReportInput', 'The input for reporting a review.', {
  reviewId: t.id<ReviewId>('The ID of the review.'),
  reason: t.string('The reason for the report, 1 to 500 characters.'),
});

export const ReviewApproveInput = inputType('ReviewApproveInput', 'The input for publishing a review.', {
  reviewId: t.id<ReviewId>('The ID of the review.'),
  expectedVersion: t
    .int(
      'Changes the review only if it still has this version; otherwise VERSION_CONFLICT. Use the version of the last entry of its history.',
    )
    .optional(),
});

export const ReviewRejectInput = inputType('ReviewRejectInput', 'The input for hiding a review.', {
  reviewId: t.id<ReviewId>('The ID of the review.'),
  reason: t.string('The reason, 1 to 500 characters. The author can read it.'),
  expectedVersion: t
    .int(
      'Changes the review only if it still has this version; otherwise VERSION_CONFLICT. Use the version of the last entry of its history.',
    )
    .optional(),
});

export const ReviewPayload = payloadOf('ReviewPayload', 'The result of changing a review.', {
  review: t.of(ReviewType, 'The review after the change; null if it did not succeed.'),
});

export const ReviewRatingsRebuildInput = inputType(
  'ReviewRatingsRebuildInput',
  'The input for rebuilding ratings. Without arguments, all ratings are rebuilt.',
  {
    productId: t.id('Rebuilds only the rating of this product.').optional(),
    sellerId: t.id('Rebuilds only the rating of this seller. Cannot be combined with `productId`.').optional(),
  },
);
export type ReviewRatingsRebuildInput = InstanceType<typeof ReviewRatingsRebuildInput>;

export const ReviewRatingsRebuildPayload = payloadOf(
  'ReviewRatingsRebuildPayload',
  'The result of rebuilding ratings.',
  {
    productsMended: t.int('The number of repaired product ratings.').whenRefused(0),
    sellersMended: t.int('The number of repaired seller ratings.').whenRefused(0),
  },
  { userErrors: 'The errors that prevented the rebuild; empty if it succeeded.' },
);

export const ReviewableItemType = objectType('ReviewableItem', 'A delivered order line that you have not reviewed.', {
  orderItemId: t.id('The ID of the order line. Pass it to `reviewPost`.'),
  orderId: t.id('The ID of the order.'),
  title: t.string('The title of the product at the time of purchase.'),
  product: t.of(ProductType, 'The purchased product.').nullable(),
  variant: t.of(VariantStub, 'The purchased variant.').nullable(),
  deliveredAt: t.dateTime<Instant>('The date and time when the order was completely delivered.'),
});
export type ReviewableItemType = InstanceType<typeof ReviewableItemType>;

export const ReviewableItemConnectionType = connectionOf('ReviewableItem', ReviewableItemType);

export const toReviewableItemType = (item: ReviewableItem): ReviewableItemType => ({
  orderItemId: item.orderItemId,
  orderId: item.orderId,
  title: item.title,
  product: { id: item.productId },
  variant: { id: item.variantId },
  deliveredAt: item.deliveredAt,
});
