import type { AggregateStore, Retry, Versioned } from '@marketplace/application';
import type { Cause, Clock, Instant, NewId, OrderId, OrderItemId, ProductId, SellerId, UserId } from '@marketplace/kernel';
import type { Purchase } from '../domain/purchase';
import type { Histogram } from '../domain/rating';
import type { ReviewCommand, ReviewRejection } from '../domain/decide';
import type { Review, ReviewEvent, ReviewId, ReviewStatus } from '../domain/review';
import type { Screen } from '../domain/screening';

/** `openReports`: complaints since an operator looked at it last. */
export type FoundReview = Versioned<Review> & { readonly openReports: number };

/** Writes both ratings with the review. A second review of an order line is a StaleWrite. */
export type ReviewStore = AggregateStore<Review, ReviewCommand, ReviewEvent, ReviewRejection, FoundReview>;

export type FoundPurchase = { readonly purchase: Purchase; readonly isDelivered: boolean; readonly reviewId?: ReviewId };

/** What orders have told; in any order, and more than once. */
export type Purchases = {
  readonly learn: (purchases: readonly Purchase[], cause: Cause) => Promise<void>;
  readonly delivered: (orderId: OrderId, at: Instant, cause: Cause) => Promise<void>;
  readonly find: (id: OrderItemId) => Promise<FoundPurchase | undefined>;
};

/** How a reader stands to a review. */
export type Reading = {
  readonly authorId: UserId;
  readonly status: ReviewStatus;
  readonly foundHelpful: boolean;
  readonly hasReported: boolean;
};

/** What readers do with reviews; each of them once. Throws StaleWrite when it was done a moment ago. */
export type Readers = {
  readonly reading: (reviewId: ReviewId, userId: UserId) => Promise<Reading | undefined>;
  readonly vote: (reviewId: ReviewId, userId: UserId, cause: Cause) => Promise<void>;
  readonly withdrawVote: (reviewId: ReviewId, userId: UserId, cause: Cause) => Promise<void>;
  readonly report: (
    report: { readonly reviewId: ReviewId; readonly userId: UserId; readonly reason: string },
    cause: Cause,
  ) => Promise<void>;
};

/** Whose reviews are counted together. */
export type RatingSubject = { readonly kind: 'product'; readonly id: ProductId } | { readonly kind: 'seller'; readonly id: SellerId };

export type RatingKind = RatingSubject['kind'];

/** A rating that may have changed since the world was told of it. */
export type DirtyRating = {
  readonly kind: RatingKind;
  readonly id: string;
  readonly sellerId: SellerId;
  readonly histogram: Histogram;
  readonly version: number;
  /** The changes that have been noted; each is forgotten once it is told. */
  readonly marks: readonly bigint[];
  /** What the world knows. */
  readonly told?: { readonly histogram: Histogram; readonly version: number };
};

export type RatingAnnouncements = {
  readonly dirty: (limit: number) => Promise<readonly DirtyRating[]>;
  /** Forgets the marks of all, and tells what is news. */
  readonly announce: (ratings: readonly DirtyRating[], news: readonly DirtyRating[], cause: Cause) => Promise<void>;
};

/** A rating beside what the reviews come to, as both were at one moment; `version` is 0 where there is no rating yet. */
export type ComparedRating = {
  readonly id: string;
  readonly sellerId: SellerId;
  readonly rating: Histogram;
  readonly reviews: Histogram;
  readonly version: number;
};

/** Which ratings to look at: those behind an id, or only one. */
export type RatingSlice = { readonly kind: RatingKind; readonly after: string; readonly only?: string; readonly limit: number };

export type RatingBooks = {
  /** Compares ratings with reviews, in the order of their ids. */
  readonly compare: (slice: RatingSlice) => Promise<readonly ComparedRating[]>;
  /** Makes ratings what their reviews come to. Throws StaleWrite when one of them has moved since it was compared. */
  readonly mend: (kind: RatingKind, differences: readonly ComparedRating[], cause: Cause) => Promise<void>;
};

export type Ports = {
  readonly reviews: ReviewStore;
  readonly purchases: Purchases;
  readonly readers: Readers;
  readonly announcements: RatingAnnouncements;
  readonly books: RatingBooks;
  readonly screen: Screen;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly retry: Retry;
};
