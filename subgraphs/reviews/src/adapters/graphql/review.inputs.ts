import type { Instant, OrderItemId } from '@marketplace/kernel';
import { connectionOf, inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { ReviewableItem } from '../../application/reviews.view';
import type { ReviewId } from '../../domain/review';
import { ProductType, ReviewType, VariantStub } from './review.types';

const ReviewImageInput = inputType('ReviewImageInput', 'A picture of what was bought.', {
  url: t.string('An http or https address.'),
  alt: t.string('What it shows, in at most 200 characters.').default(''),
});
type ReviewImageInput = InstanceType<typeof ReviewImageInput>;

export const ReviewPostInput = inputType('ReviewPostInput', 'What you say of something you bought and got.', {
  orderItemId: t.id<OrderItemId>('The line of your order.'),
  rating: t.int('1 to 5 stars.'),
  title: t.string('1 to 120 characters on one line.'),
  body: t.string('1 to 5,000 characters of plain text.'),
  images: t.list(ReviewImageInput, 'Up to five pictures.').default([]),
  idempotencyKey: t.idempotencyKey(),
});

export const ReviewEditInput = inputType('ReviewEditInput', 'What you say of it now, in place of what you said.', {
  reviewId: t.id<ReviewId>('Your review.'),
  rating: t.int('1 to 5 stars.'),
  title: t.string('1 to 120 characters on one line.'),
  body: t.string('1 to 5,000 characters of plain text.'),
  images: t.list(ReviewImageInput, 'Up to five pictures, in place of those before.').default([]),
});

export const ReviewReplyInput = inputType('ReviewReplyInput', "The seller's answer to a review.", {
  reviewId: t.id<ReviewId>('The review.'),
  body: t.string('1 to 5,000 characters of plain text.'),
});

export const ReviewHelpfulVoteInput = inputType('ReviewHelpfulVoteInput', 'Which review has helped you.', {
  reviewId: t.id<ReviewId>('The review.'),
});

export const ReviewHelpfulVoteWithdrawInput = inputType('ReviewHelpfulVoteWithdrawInput', 'Which review has not helped you after all.', {
  reviewId: t.id<ReviewId>('The review.'),
});

export const ReviewReportInput = inputType('ReviewReportInput', 'Which review to complain about, and why.', {
  reviewId: t.id<ReviewId>('The review.'),
  reason: t.string('What is wrong with it, in 1 to 500 characters.'),
});

export const ReviewApproveInput = inputType('ReviewApproveInput', 'Which review to let everybody see.', {
  reviewId: t.id<ReviewId>('The review.'),
  expectedVersion: t
    .int('The version that you have read, which is that of the last entry of its history; with it, what was edited since is refused.')
    .optional(),
});

export const ReviewRejectInput = inputType('ReviewRejectInput', 'Which review to take out of sight, and why.', {
  reviewId: t.id<ReviewId>('The review.'),
  reason: t.string('Why, in 1 to 500 characters, for its author.'),
  expectedVersion: t
    .int('The version that you have read, which is that of the last entry of its history; with it, what was edited since is refused.')
    .optional(),
});

export const ReviewPayload = payloadOf('ReviewPayload', 'The review after the change, or why there was none.', {
  review: t.of(ReviewType, 'The review as it is now; null when it was refused.'),
});

export const ReviewRatingsRebuildInput = inputType(
  'ReviewRatingsRebuildInput',
  'Which ratings to count again: one of a product, one of a seller, or all.',
  {
    productId: t.id('Only this product.').optional(),
    sellerId: t.id('Only this seller; not together with a product.').optional(),
  },
);
export type ReviewRatingsRebuildInput = InstanceType<typeof ReviewRatingsRebuildInput>;

export const ReviewRatingsRebuildPayload = payloadOf(
  'ReviewRatingsRebuildPayload',
  'What counting again has found.',
  {
    productsMended: t.int('How many ratings of products were not what their reviews come to; they are now.').whenRefused(0),
    sellersMended: t.int('How many ratings of sellers were not what their reviews come to; they are now.').whenRefused(0),
  },
  { userErrors: 'Why nothing was counted; empty when it was.' },
);

export const ReviewableItemType = objectType('ReviewableItem', 'Something you bought and got, and have not reviewed.', {
  orderItemId: t.id('The line of your order: pass it to reviewPost.'),
  orderId: t.id('The order.'),
  title: t.string('What the product was called when you bought it.'),
  product: t.of(ProductType, 'The product.').nullable(),
  variant: t.of(VariantStub, 'The variant.').nullable(),
  deliveredAt: t.dateTime<Instant>('When all of the order was delivered.'),
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
