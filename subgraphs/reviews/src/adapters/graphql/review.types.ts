import type { Instant } from '@marketplace/kernel';
import { connectionOf, enumOf, objectType, stubOf, t } from '@marketplace/platform/graphql';
import type { ReviewRow, ReviewSort } from '../../application/reviews.view';
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
export const ProductType = objectType(
  'Product',
  'Something that a seller offers, in one or more variants.',
  {
    id: t.id('The id of the product.'),
    rating: t.hidden<RatingType | null>().optional(),
  },
  { key: 'id' },
);
export type ProductType = InstanceType<typeof ProductType>;

export const SellerType = objectType(
  'Seller',
  'Who sells.',
  {
    id: t.id('The id of the seller.'),
    rating: t.hidden<RatingType | null>().optional(),
  },
  { key: 'id' },
);
export type SellerType = InstanceType<typeof SellerType>;

const ReviewImageType = objectType('ReviewImage', 'A picture that a buyer has taken.', {
  url: t.string('Its http or https address.'),
  alt: t.string('What it shows, in words; may be empty.'),
});

export const ReviewReplyType = objectType('ReviewReply', "The seller's answer.", {
  body: t.string('The answer, as plain text.'),
  at: t.dateTime<Instant>('When the seller answered.'),
  editedAt: t.dateTime<Instant>('When the answer was put otherwise last; null when it never was.').nullable(),
});
export type ReviewReplyType = InstanceType<typeof ReviewReplyType>;

export const ReviewType = objectType(
  'Review',
  'What a buyer says of something they bought and got.',
  {
    id: t.id('The id of the review.'),
    rating: t.int('1 to 5 stars.'),
    title: t.string('One line, as plain text.'),
    body: t.string('The review, as plain text.'),
    images: t.list(ReviewImageType, 'Up to five pictures.'),
    author: t.of(ProfileStub, 'Who wrote it: somebody who bought it here.').nullable(),
    product: t.of(ProductType, 'The product that was bought.').nullable(),
    variant: t.of(VariantStub, 'The variant that was bought.').nullable(),
    seller: t.of(SellerType, 'Who sold it.').nullable(),
    createdAt: t.dateTime<Instant>('When it was posted.'),
    editedAt: t.dateTime<Instant>('When its author edited it last; null when they never did.').nullable(),
    editableUntil: t.dateTime<Instant>('Until when its author can edit it.'),
    status: t.of(ReviewStatusType, 'Who can see it.'),
    helpfulCount: t.int('How many readers it has helped.'),
    reply: t.of(ReviewReplyType, "The seller's answer; null while there is none.").nullable(),
    // For resolvers only.
    review: t.hidden<Review>(),
    openReports: t.hidden<number>(),
  },
  { key: 'id' },
);
export type ReviewType = InstanceType<typeof ReviewType>;

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
