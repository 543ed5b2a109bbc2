import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { Instant } from '@marketplace/kernel';
import { connectionOf, DateTime, UserErrorType } from '@marketplace/platform/graphql';
import type { ReviewableItem } from '../../application/reviews.view';
import { ProductType, ReviewType, VariantType } from './review.types';

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
  orderItemId!: string;

  @Field(() => Int, { description: '1 to 5 stars.' })
  rating!: number;

  @Field(() => String, { description: '1 to 120 characters on one line.' })
  title!: string;

  @Field(() => String, { description: '1 to 5,000 characters of plain text.' })
  body!: string;

  @Field(() => [ReviewImageInput], { defaultValue: [], description: 'Up to five pictures.' })
  images!: readonly ReviewImageInput[];

  @Field(() => String, { description: 'Makes a repeated request the same request: 1 to 200 visible ASCII characters.' })
  idempotencyKey!: string;
}

@InputType('ReviewEditInput', { description: 'What you say of it now, in place of what you said.' })
export class ReviewEditInput {
  @Field(() => ID, { description: 'Your review.' })
  reviewId!: string;

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
  reviewId!: string;

  @Field(() => String, { description: '1 to 5,000 characters of plain text.' })
  body!: string;
}

@InputType('ReviewHelpfulVoteInput', { description: 'Which review has helped you.' })
export class ReviewHelpfulVoteInput {
  @Field(() => ID, { description: 'The review.' })
  reviewId!: string;
}

@InputType('ReviewHelpfulVoteWithdrawInput', { description: 'Which review has not helped you after all.' })
export class ReviewHelpfulVoteWithdrawInput {
  @Field(() => ID, { description: 'The review.' })
  reviewId!: string;
}

@InputType('ReviewReportInput', { description: 'Which review to complain about, and why.' })
export class ReviewReportInput {
  @Field(() => ID, { description: 'The review.' })
  reviewId!: string;

  @Field(() => String, { description: 'What is wrong with it, in 1 to 500 characters.' })
  reason!: string;
}

@InputType('ReviewApproveInput', { description: 'Which review to let everybody see.' })
export class ReviewApproveInput {
  @Field(() => ID, { description: 'The review.' })
  reviewId!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The version that you have read, which is that of the last entry of its history; with it, what was edited since is refused.',
  })
  expectedVersion?: number | null;
}

@InputType('ReviewRejectInput', { description: 'Which review to take out of sight, and why.' })
export class ReviewRejectInput {
  @Field(() => ID, { description: 'The review.' })
  reviewId!: string;

  @Field(() => String, { description: 'Why, in 1 to 500 characters, for its author.' })
  reason!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The version that you have read, which is that of the last entry of its history; with it, what was edited since is refused.',
  })
  expectedVersion?: number | null;
}

@ObjectType('ReviewPayload', { description: 'The review after the change, or why there was none.' })
export class ReviewPayload {
  @Field(() => ReviewType, { nullable: true, description: 'The review as it is now; null when it was refused.' })
  review!: ReviewType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing changed; empty when it did.' })
  userErrors!: readonly UserErrorType[];
}

@InputType('ReviewRatingsRebuildInput', { description: 'Which ratings to count again: one of a product, one of a seller, or all.' })
export class ReviewRatingsRebuildInput {
  @Field(() => ID, { nullable: true, description: 'Only this product.' })
  productId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only this seller; not together with a product.' })
  sellerId?: string | null;
}

@ObjectType('ReviewRatingsRebuildPayload', { description: 'What counting again has found.' })
export class ReviewRatingsRebuildPayload {
  @Field(() => Int, { description: 'How many ratings of products were not what their reviews come to; they are now.' })
  productsMended!: number;

  @Field(() => Int, { description: 'How many ratings of sellers were not what their reviews come to; they are now.' })
  sellersMended!: number;

  @Field(() => [UserErrorType], { description: 'Why nothing was counted; empty when it was.' })
  userErrors!: readonly UserErrorType[];
}

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

  @Field(() => VariantType, { nullable: true, description: 'The variant.' })
  variant!: VariantType;

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
