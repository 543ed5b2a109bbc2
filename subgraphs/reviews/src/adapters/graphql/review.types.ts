import type { Instant } from '@marketplace/kernel';
import { connectionOf, enumOf, objectType, stubOf, t } from '@marketplace/platform/graphql';
import type { ReviewRow, ReviewSort } from '../../application/reviews.view';
import { editableUntil } from '../../domain/decide';
import type { Review, ReviewStatus } from '../../domain/review';
import type { ModerationFlag } from '../../domain/screening';
import type { RatingType } from './rating.types';

const ReviewStatusType = enumOf<ReviewStatus>('ReviewStatus', 'The status of a review.', {
  PENDING: 'The review is held for moderation; only its author and operators can see it.',
  APPROVED: 'The review is published and counts toward the rating.',
  REJECTED: 'The review is hidden; only its author and operators can see it, with the reason.',
});

export const ReviewSortType = enumOf<ReviewSort>('ReviewSort', 'The sort order of reviews. Ties are sorted newest first.', {
  NEWEST: 'Newest reviews first.',
  HELPFUL: 'Reviews with the most helpful votes first.',
  RATING_HIGH: 'Highest ratings first.',
  RATING_LOW: 'Lowest ratings first.',
});

export const ModerationFlagType = enumOf<ModerationFlag>('ReviewHold', 'A reason to hold a review for moderation.', {
  LINK: 'The review contains a link or something similar.',
  EMAIL: 'The review contains an e-mail address.',
  PHONE: 'The review contains a possible telephone number.',
  BANNED_WORD: 'The review contains a banned word.',
  EDITED: 'The review was not published when its author edited it.',
});

const ProfileStub = stubOf('PublicProfile', 'The public profile of a user.', { idDescription: 'The ID of the user.' });
export const VariantStub = stubOf('Variant', 'A version of a product, such as one size and color. Buyers purchase variants.');

// The resolvers load the ratings and reviews of both in batches.
export const ProductType = objectType(
  'Product',
  'A product that a seller offers, with one or more variants.',
  {
    id: t.id('The ID of the product.'),
    rating: t.hidden<RatingType | null>().optional(),
  },
  { key: 'id' },
);
export type ProductType = InstanceType<typeof ProductType>;

export const SellerType = objectType(
  'Seller',
  'A business that sells on the marketplace.',
  {
    id: t.id('The ID of the seller.'),
    rating: t.hidden<RatingType | null>().optional(),
  },
  { key: 'id' },
);
export type SellerType = InstanceType<typeof SellerType>;

const ReviewImageType = objectType('ReviewImage', 'An image in a review.', {
  url: t.string('The http or https URL of the image.'),
  alt: t.string('The alternative text of the image; can be empty.'),
});

export const ReviewReplyType = objectType('ReviewReply', "The seller's reply to a review.", {
  body: t.string('The text of the reply. Plain text.'),
  at: t.dateTime<Instant>('The date and time when the reply was posted.'),
  editedAt: t.dateTime<Instant>('The date and time when the reply was last edited; null if it was never edited.').nullable(),
});
export type ReviewReplyType = InstanceType<typeof ReviewReplyType>;

export const ReviewType = objectType(
  'Review',
  'A review of a product by a buyer who purchased it.',
  {
    id: t.id('The ID of the review.'),
    rating: t.int('The rating, 1 to 5 stars.'),
    title: t.string('The title of the review, on one line. Plain text.'),
    body: t.string('The text of the review. Plain text.'),
    images: t.list(ReviewImageType, 'The images of the review, up to five.'),
    author: t.of(ProfileStub, 'The author of the review, a verified buyer.').nullable(),
    product: t.of(ProductType, 'The reviewed product.').nullable(),
    variant: t.of(VariantStub, 'The purchased variant.').nullable(),
    seller: t.of(SellerType, 'The seller of the product.').nullable(),
    createdAt: t.dateTime<Instant>('The date and time when the review was posted.'),
    editedAt: t.dateTime<Instant>('The date and time when the review was last edited; null if it was never edited.').nullable(),
    editableUntil: t.dateTime<Instant>('The date and time until which the author can edit the review.'),
    status: t.of(ReviewStatusType, 'The status of the review.'),
    helpfulCount: t.int('The number of helpful votes.'),
    reply: t.of(ReviewReplyType, "The seller's reply; null if there is none.").nullable(),
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
  status: review.moderation.status,
  helpfulCount,
  reply: toReplyType(review),
  review,
  openReports,
});
