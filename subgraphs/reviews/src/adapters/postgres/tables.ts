import { bigint, id, integer, json, table, text, timestamp } from '@marketplace/platform';
import type { RatingKind } from '../../application/ports';
import type { Content, Stars } from '../../domain/content';
import { histogramOf, type Histogram } from '../../domain/rating';
import type { ReviewStatus } from '../../domain/review';
import type { ModerationFlag } from '../../domain/screening';

/** The purchases that orders published. */
export const Purchases = table('purchases', {
  orderItemId: id<'OrderItem'>().primary(),
  orderId: id<'Order'>(),
  buyerId: id<'User'>(),
  sellerId: id<'Seller'>(),
  productId: id<'Product'>(),
  variantId: id<'Variant'>(),
  title: text(),
});

export const Deliveries = table('deliveries', { orderId: id<'Order'>().primary(), deliveredAt: timestamp() });

export const Reviews = table(
  'reviews',
  {
    id: id<'Review'>().primary(),
    version: integer(),
    status: text<ReviewStatus>(),
    orderItemId: id<'OrderItem'>(),
    orderId: id<'Order'>(),
    productId: id<'Product'>(),
    variantId: id<'Variant'>(),
    sellerId: id<'Seller'>(),
    authorId: id<'User'>(),
    rating: integer<Stars>(),
    title: text(),
    body: text(),
    images: json<Content['images']>(),
    heldFor: json<readonly ModerationFlag[]>().nullable(),
    rejectionReason: text().nullable(),
    postedAt: timestamp(),
    editedAt: timestamp().nullable(),
    replyBody: text().nullable(),
    replyAt: timestamp().nullable(),
    replyEditedAt: timestamp().nullable(),
    /** Votes and reports are counted in the statement that records them. They do not change the version. */
    helpfulCount: integer().withDefault(),
    openReports: integer().withDefault(),
  },
  { unique: [['orderItemId']] },
);

export const ReviewVotes = table('review_votes', {
  reviewId: id<'Review'>().primary(),
  userId: id<'User'>().primary(),
  votedAt: timestamp().withDefault(),
});

/** Append-only. */
export const ReviewReports = table('review_reports', {
  reviewId: id<'Review'>().primary(),
  userId: id<'User'>().primary(),
  reason: text(),
  reportedAt: timestamp().withDefault(),
});

/** The number of approved reviews per rating; updated in the statement that changes a review. */
const starCounts = { stars1: integer(), stars2: integer(), stars3: integer(), stars4: integer(), stars5: integer() };

export const ProductRatings = table('product_ratings', {
  productId: id<'Product'>().primary(),
  sellerId: id<'Seller'>(),
  version: integer(),
  ...starCounts,
});

export const SellerRatings = table('seller_ratings', { sellerId: id<'Seller'>().primary(), version: integer(), ...starCounts });

/** The ratings to publish: one row per change, so that writers do not wait for each other. */
export const RatingChanges = table('rating_changes', {
  seq: bigint().primary().withDefault(),
  kind: text<RatingKind>(),
  subjectId: id<'Product' | 'Seller'>(),
});

/** Each rating as last published. */
export const RatingsAnnounced = table('ratings_announced', {
  kind: text<RatingKind>().primary(),
  subjectId: id<'Product' | 'Seller'>().primary(),
  version: integer(),
  histogram: json<Histogram>({ read: (counts: readonly number[]) => histogramOf(counts), write: (histogram) => histogram }),
});
