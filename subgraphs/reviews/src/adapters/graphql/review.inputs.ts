import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { Instant, OrderItemId } from '@marketplace/kernel';
import { connectionOf, DateTime, field, fieldOr, IdempotencyKey, payloadOf, type Stub } from '@marketplace/platform/graphql';
import type { ReviewableItem } from '../../application/reviews.view';
import type { ReviewId } from '../../domain/review';
import { ProductType, ReviewType, VariantStub } from './review.types';

@InputType('ReviewImageInput', { description: 'A picture of what was bought.' })
export class ReviewImageInput {
  @Field(() => String, { description: 'An http or https address.' })
  url!: string;

  @Field(() => String, { defaultValue: '', description: 'What it shows, in at most 200 characters.' })
  alt!: string;
}

@InputType('ReviewPostInput', { description: 'What you say of something you bought and got.' })
export class ReviewPostInput {
  @Field(() => ID, { description: 'The line of your order.' })
  orderItemId!: OrderItemId;

  @Field(() => Int, { description: '1 to 5 stars.' })
  rating!: number;

  @Field(() => String, { description: '1 to 120 characters on one line.' })
  title!: string;

  @Field(() => String, { description: '1 to 5,000 characters of plain text.' })
  body!: string;

  @Field(() => [ReviewImageInput], { defaultValue: [], description: 'Up to five pictures.' })
  images!: readonly ReviewImageInput[];

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputType('ReviewEditInput', { description: 'What you say of it now, in place of what you said.' })
export class ReviewEditInput {
  @Field(() => ID, { description: 'Your review.' })
  reviewId!: ReviewId;

  @Field(() => Int, { description: '1 to 5 stars.' })
  rating!: number;

  @Field(() => String, { description: '1 to 120 characters on one line.' })
  title!: string;

  @Field(() => String, { description: '1 to 5,000 characters of plain text.' })
  body!: string;

  @Field(() => [ReviewImageInput], { defaultValue: [], description: 'Up to five pictures, in place of those before.' })
  images!: readonly ReviewImageInput[];
}

@InputType('ReviewReplyInput', { description: "The seller's answer to a review." })
export class ReviewReplyInput {
  @Field(() => ID, { description: 'The review.' })
  reviewId!: ReviewId;

  @Field(() => String, { description: '1 to 5,000 characters of plain text.' })
  body!: string;
}

@InputType('ReviewHelpfulVoteInput', { description: 'Which review has helped you.' })
export class ReviewHelpfulVoteInput {
  @Field(() => ID, { description: 'The review.' })
  reviewId!: ReviewId;
}

@InputType('ReviewHelpfulVoteWithdrawInput', { description: 'Which review has not helped you after all.' })
export class ReviewHelpfulVoteWithdrawInput {
  @Field(() => ID, { description: 'The review.' })
  reviewId!: ReviewId;
}

@InputType('ReviewReportInput', { description: 'Which review to complain about, and why.' })
export class ReviewReportInput {
  @Field(() => ID, { description: 'The review.' })
  reviewId!: ReviewId;

  @Field(() => String, { description: 'What is wrong with it, in 1 to 500 characters.' })
  reason!: string;
}

@InputType('ReviewApproveInput', { description: 'Which review to let everybody see.' })
export class ReviewApproveInput {
  @Field(() => ID, { description: 'The review.' })
  reviewId!: ReviewId;

  @Field(() => Int, {
    nullable: true,
    description:
      'The version that you have read, which is that of the last entry of its history; with it, what was edited since is refused.',
  })
  expectedVersion?: number;
}

@InputType('ReviewRejectInput', { description: 'Which review to take out of sight, and why.' })
export class ReviewRejectInput {
  @Field(() => ID, { description: 'The review.' })
  reviewId!: ReviewId;

  @Field(() => String, { description: 'Why, in 1 to 500 characters, for its author.' })
  reason!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The version that you have read, which is that of the last entry of its history; with it, what was edited since is refused.',
  })
  expectedVersion?: number;
}

export const ReviewPayload = payloadOf('ReviewPayload', 'The review after the change, or why there was none.', {
  review: field(() => ReviewType, 'The review as it is now; null when it was refused.'),
});

@InputType('ReviewRatingsRebuildInput', { description: 'Which ratings to count again: one of a product, one of a seller, or all.' })
export class ReviewRatingsRebuildInput {
  @Field(() => ID, { nullable: true, description: 'Only this product.' })
  productId?: string;

  @Field(() => ID, { nullable: true, description: 'Only this seller; not together with a product.' })
  sellerId?: string;
}

export const ReviewRatingsRebuildPayload = payloadOf(
  'ReviewRatingsRebuildPayload',
  'What counting again has found.',
  {
    productsMended: fieldOr(0, () => Int, 'How many ratings of products were not what their reviews come to; they are now.'),
    sellersMended: fieldOr(0, () => Int, 'How many ratings of sellers were not what their reviews come to; they are now.'),
  },
  { userErrors: 'Why nothing was counted; empty when it was.' },
);

@ObjectType('ReviewableItem', { description: 'Something you bought and got, and have not reviewed.' })
export class ReviewableItemType {
  @Field(() => ID, { description: 'The line of your order: pass it to reviewPost.' })
  orderItemId!: string;

  @Field(() => ID, { description: 'The order.' })
  orderId!: string;

  @Field(() => String, { description: 'What the product was called when you bought it.' })
  title!: string;

  @Field(() => ProductType, { nullable: true, description: 'The product.' })
  product!: ProductType;

  @Field(() => VariantStub, { nullable: true, description: 'The variant.' })
  variant!: Stub;

  @Field(() => DateTime, { description: 'When all of the order was delivered.' })
  deliveredAt!: Instant;
}

export const ReviewableItemConnectionType = connectionOf('ReviewableItem', ReviewableItemType);

export const toReviewableItemType = (item: ReviewableItem): ReviewableItemType => ({
  orderItemId: item.orderItemId,
  orderId: item.orderId,
  title: item.title,
  product: { id: item.productId },
  variant: { id: item.variantId },
  deliveredAt: item.deliveredAt,
});
