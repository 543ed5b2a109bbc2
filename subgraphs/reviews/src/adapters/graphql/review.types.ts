import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Instant } from '@marketplace/kernel';
import { connectionOf, DateTime } from '@marketplace/platform/graphql';
import type { ReviewRow, ReviewSort } from '../../application/reviews.view';
import type { Image } from '../../domain/content';
import { editableUntil } from '../../domain/decide';
import type { Review, ReviewStatus } from '../../domain/review';
import type { Hold } from '../../domain/screening';
import type { RatingType } from './rating.types';

export const ReviewStatusType = { PENDING: 'PENDING', APPROVED: 'APPROVED', REJECTED: 'REJECTED' } as const satisfies Record<
  ReviewStatus,
  ReviewStatus
>;
registerEnumType(ReviewStatusType, {
  name: 'ReviewStatus',
  description: 'Who can see a review.',
  valuesConfig: {
    PENDING: { description: 'Its author only, until an operator has looked at it.' },
    APPROVED: { description: 'Everybody, and it counts.' },
    REJECTED: { description: 'Its author only, with the reason.' },
  },
});

export const ReviewSortType = {
  NEWEST: 'NEWEST',
  HELPFUL: 'HELPFUL',
  RATING_HIGH: 'RATING_HIGH',
  RATING_LOW: 'RATING_LOW',
} as const satisfies Record<ReviewSort, ReviewSort>;
registerEnumType(ReviewSortType, {
  name: 'ReviewSort',
  description: 'The order of reviews; among equals the newest comes first.',
  valuesConfig: {
    NEWEST: { description: 'The latest first.' },
    HELPFUL: { description: 'Those first that helped the most readers.' },
    RATING_HIGH: { description: 'Five stars first.' },
    RATING_LOW: { description: 'One star first.' },
  },
});

export const ReviewHoldType = {
  LINK: 'LINK',
  EMAIL: 'EMAIL',
  PHONE: 'PHONE',
  BANNED_WORD: 'BANNED_WORD',
  EDITED: 'EDITED',
} as const satisfies Record<Hold, Hold>;
registerEnumType(ReviewHoldType, {
  name: 'ReviewHold',
  description: 'Why a review has to be read by an operator first.',
  valuesConfig: {
    LINK: { description: 'There is an address of a page in it, or what looks like one.' },
    EMAIL: { description: 'There is an e-mail address in it.' },
    PHONE: { description: 'There is what looks like a telephone number in it.' },
    BANNED_WORD: { description: 'There is a banned word in it.' },
    EDITED: { description: 'It was out of sight already when its author edited it.' },
  },
});

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('PublicProfile', { description: 'What everybody may know of a person.' })
export class PublicProfileType {
  @Field(() => ID, { description: 'The id of the person.' })
  id!: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Variant', { description: 'What can be bought.' })
export class VariantType {
  @Field(() => ID, { description: 'The id of the variant.' })
  id!: string;
}

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
export class ReviewImageType {
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

  @Field(() => PublicProfileType, { nullable: true, description: 'Who wrote it: somebody who bought it here.' })
  author!: PublicProfileType;

  @Field(() => ProductType, { nullable: true, description: 'The product that was bought.' })
  product!: ProductType;

  @Field(() => VariantType, { nullable: true, description: 'The variant that was bought.' })
  variant!: VariantType;

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
