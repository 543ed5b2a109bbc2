import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { Instant } from '@marketplace/kernel';
import { connectionOf, DateTime, enumOf, stubOf, type Stub } from '@marketplace/platform/graphql';
import type { ReviewRow, ReviewSort } from '../../application/reviews.view';
import type { Image } from '../../domain/content';
import { editableUntil } from '../../domain/decide';
import type { Review, ReviewStatus } from '../../domain/review';
import type { Hold } from '../../domain/screening';
import type { RatingType } from './rating.types';

const ReviewStatusType = enumOf<ReviewStatus>('ReviewStatus', 'Who can see a review.', {
  PENDING: 'Its author only, until an operator has looked at it.',
  APPROVED: 'Everybody, and it counts.',
  REJECTED: 'Its author only, with the reason.',
});

export const ReviewSortType = enumOf<ReviewSort>('ReviewSort', 'The order of reviews; among equals the newest comes first.', {
  NEWEST: 'The latest first.',
  HELPFUL: 'Those first that helped the most readers.',
  RATING_HIGH: 'Five stars first.',
  RATING_LOW: 'One star first.',
});

export const ReviewHoldType = enumOf<Hold>('ReviewHold', 'Why a review has to be read by an operator first.', {
  LINK: 'There is an address of a page in it, or what looks like one.',
  EMAIL: 'There is an e-mail address in it.',
  PHONE: 'There is what looks like a telephone number in it.',
  BANNED_WORD: 'There is a banned word in it.',
  EDITED: 'It was out of sight already when its author edited it.',
});

const ProfileStub = stubOf('PublicProfile', 'What everybody may know of a person.', { idDescription: 'The id of the person.' });
export const VariantStub = stubOf('Variant', 'What can be bought.');

// Ratings and reviews of both are answered by resolvers, for all of a request at once.
@Directive('@key(fields: "id")')
@ObjectType('Product', { description: 'Something that a seller offers, in one or more variants.' })
export class ProductType {
  @Field(() => ID, { description: 'The id of the product.' })
  id!: string;

  rating?: RatingType | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Seller', { description: 'Who sells.' })
export class SellerType {
  @Field(() => ID, { description: 'The id of the seller.' })
  id!: string;

  rating?: RatingType | null;
}

@ObjectType('ReviewImage', { description: 'A picture that a buyer has taken.' })
class ReviewImageType {
  @Field(() => String, { description: 'Its http or https address.' })
  url!: string;

  @Field(() => String, { description: 'What it shows, in words; may be empty.' })
  alt!: string;
}

@ObjectType('ReviewReply', { description: "The seller's answer." })
export class ReviewReplyType {
  @Field(() => String, { description: 'The answer, as plain text.' })
  body!: string;

  @Field(() => DateTime, { description: 'When the seller answered.' })
  at!: Instant;

  @Field(() => DateTime, { nullable: true, description: 'When the answer was put otherwise last; null when it never was.' })
  editedAt!: Instant | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Review', { description: 'What a buyer says of something they bought and got.' })
export class ReviewType {
  @Field(() => ID, { description: 'The id of the review.' })
  id!: string;

  @Field(() => Int, { description: '1 to 5 stars.' })
  rating!: number;

  @Field(() => String, { description: 'One line, as plain text.' })
  title!: string;

  @Field(() => String, { description: 'The review, as plain text.' })
  body!: string;

  @Field(() => [ReviewImageType], { description: 'Up to five pictures.' })
  images!: readonly Image[];

  @Field(() => ProfileStub, { nullable: true, description: 'Who wrote it: somebody who bought it here.' })
  author!: Stub;

  @Field(() => ProductType, { nullable: true, description: 'The product that was bought.' })
  product!: ProductType;

  @Field(() => VariantStub, { nullable: true, description: 'The variant that was bought.' })
  variant!: Stub;

  @Field(() => SellerType, { nullable: true, description: 'Who sold it.' })
  seller!: SellerType;

  @Field(() => DateTime, { description: 'When it was posted.' })
  createdAt!: Instant;

  @Field(() => DateTime, { nullable: true, description: 'When its author edited it last; null when they never did.' })
  editedAt!: Instant | null;

  @Field(() => DateTime, { description: 'Until when its author can edit it.' })
  editableUntil!: Instant;

  @Field(() => ReviewStatusType, { description: 'Who can see it.' })
  status!: ReviewStatus;

  @Field(() => Int, { description: 'How many readers it has helped.' })
  helpfulCount!: number;

  @Field(() => ReviewReplyType, { nullable: true, description: "The seller's answer; null while there is none." })
  reply!: ReviewReplyType | null;

  // For resolvers only.
  review!: Review;
  openReports!: number;
}

export const ReviewConnectionType = connectionOf('Review', ReviewType);

const toReplyType = ({ reply }: Review): ReviewReplyType | null =>
  reply === undefined ? null : { body: reply.body, at: reply.at, editedAt: reply.editedAt ?? null };

export const toReviewType = ({ state: review, helpfulCount, openReports }: ReviewRow): ReviewType => ({
  id: review.id,
  ...review.content,
  author: { id: review.authorId },
  product: { id: review.productId },
  variant: { id: review.variantId },
  seller: { id: review.sellerId },
  createdAt: review.postedAt,
  editedAt: review.editedAt ?? null,
  editableUntil: editableUntil(review),
  status: review.standing.status,
  helpfulCount,
  reply: toReplyType(review),
  review,
  openReports,
});
