import type { AggregateStore, Retry, Versioned } from '@marketplace/application';
import type { Cause, Clock, Instant, NewId, OrderId, OrderItemId, ProductId, SellerId, UserId } from '@marketplace/kernel';
import type { Histogram } from '../domain/rating';
import type { ReviewCommand, ReviewRejection } from '../domain/decide';
import type { Purchase, Review, ReviewEvent, ReviewId, ReviewStatus } from '../domain/review';
import type { Screen } from '../domain/screening';

/** `openReports` is the number of reports since the last decision of an operator. */
export type FoundReview = Versioned<Review> & { readonly openReports: number };

/** Writes both ratings with the review. A second review of an order line throws StaleWrite. */
export type ReviewStore = AggregateStore<Review, ReviewCommand, ReviewEvent, ReviewRejection, FoundReview>;

export type FoundPurchase = { readonly purchase: Purchase; readonly isDelivered: boolean; readonly reviewId?: ReviewId };

/** The purchases and deliveries that orders published. They arrive in any order and may be repeated. */
export type Purchases = {
  readonly record: (purchases: readonly Purchase[], cause: Cause) => Promise<void>;
  readonly recordDelivery: (orderId: OrderId, at: Instant, cause: Cause) => Promise<void>;
  readonly find: (id: OrderItemId) => Promise<FoundPurchase | undefined>;
};

/** The relation of a user to a review. */
export type ViewerState = {
  readonly authorId: UserId;
  readonly status: ReviewStatus;
  readonly foundHelpful: boolean;
  readonly hasReported: boolean;
};

/** The votes and reports of readers, each at most once. Throws StaleWrite if a parallel request was faster. */
export type FeedbackRepository = {
  readonly viewerState: (reviewId: ReviewId, userId: UserId) => Promise<ViewerState | undefined>;
  readonly vote: (reviewId: ReviewId, userId: UserId, cause: Cause) => Promise<void>;
  readonly withdrawVote: (reviewId: ReviewId, userId: UserId, cause: Cause) => Promise<void>;
  readonly report: (
    report: { readonly reviewId: ReviewId; readonly userId: UserId; readonly reason: string },
    cause: Cause,
  ) => Promise<void>;
};

/** A product or seller that has a rating. */
export type RatingSubject = { readonly kind: 'product'; readonly id: ProductId } | { readonly kind: 'seller'; readonly id: SellerId };

export type RatingKind = RatingSubject['kind'];

/** A rating that may differ from the last published one. */
export type ChangedRating = {
  readonly kind: RatingKind;
  readonly id: string;
  readonly sellerId: SellerId;
  readonly histogram: Histogram;
  readonly version: number;
  /** The numbers of the recorded changes; deleted when the rating is published. */
  readonly marks: readonly bigint[];
  /** The rating as last published. */
  readonly lastPublished?: { readonly histogram: Histogram; readonly version: number };
};

export type RatingPublisher = {
  readonly changed: (limit: number) => Promise<readonly ChangedRating[]>;
  /** Deletes the recorded changes of all `ratings`, and publishes those in `published`. */
  readonly publish: (ratings: readonly ChangedRating[], published: readonly ChangedRating[], cause: Cause) => Promise<void>;
};

/** A stored rating and the counts of its reviews, from one snapshot. `version` is 0 if no rating is stored. */
export type ComparedRating = {
  readonly id: string;
  readonly sellerId: SellerId;
  readonly rating: Histogram;
  readonly reviews: Histogram;
  readonly version: number;
};

/** A range of ratings: those after an ID, or only one. */
export type RatingSlice = { readonly kind: RatingKind; readonly after: string; readonly only?: string; readonly limit: number };

export type RatingRepository = {
  /** Compares ratings with reviews, in the order of their ids. */
  readonly compare: (slice: RatingSlice) => Promise<readonly ComparedRating[]>;
  /** Sets ratings to the counts of their reviews. Throws StaleWrite if one has changed since the comparison. */
  readonly repair: (kind: RatingKind, differences: readonly ComparedRating[], cause: Cause) => Promise<void>;
};

export type Dependencies = {
  readonly reviews: ReviewStore;
  readonly purchases: Purchases;
  readonly feedback: FeedbackRepository;
  readonly ratingPublisher: RatingPublisher;
  readonly ratings: RatingRepository;
  readonly screen: Screen;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly retry: Retry;
};
