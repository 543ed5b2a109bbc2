import type { Page } from '@marketplace/application';
import type { Instant, OrderItemId, UserId } from '@marketplace/kernel';
import type { Purchase } from '../domain/purchase';
import type { Histogram } from '../domain/rating';
import type { ReviewEvent, ReviewId } from '../domain/review';
import type { FoundReview, RatingKind } from './ports';

/** A review with what its readers have made of it. */
export type ReviewRow = FoundReview & { readonly helpfulCount: number };

export type ReviewSort = 'NEWEST' | 'HELPFUL' | 'RATING_HIGH' | 'RATING_LOW';

/** The place of a review in a list: what the list is sorted by, and the id among equals. */
export type ReviewPlace = { readonly rank: number; readonly id: string };

/** The first so many reviews of a product or seller, as everybody sees them. */
export type FirstReviews = { readonly of: RatingKind; readonly sort: ReviewSort; readonly limit: number };
export type FurtherReviews = FirstReviews & { readonly after: ReviewPlace };

export type ReviewableItem = Purchase & { readonly deliveredAt: Instant };

export type HistoryEntry = { readonly version: number; readonly event: ReviewEvent; readonly changedBy: string };

export type Report = { readonly reason: string; readonly at: Instant };

/** Reads for the graph; never for decisions. Where many are asked for at once, they are read at once. */
export type ReviewViews = {
  readonly byIds: (ids: readonly ReviewId[]) => Promise<ReadonlyMap<string, ReviewRow>>;
  /** Shared by everybody who asks at the same moment. */
  readonly first: (list: FirstReviews, subjectId: string) => Promise<readonly ReviewRow[] | undefined>;
  readonly further: (list: FurtherReviews, subjectIds: readonly string[]) => Promise<ReadonlyMap<string, readonly ReviewRow[]>>;
  /** Everything that somebody has written, newest first. */
  readonly writtenBy: (authorId: UserId, page: Page<ReviewId>) => Promise<readonly ReviewRow[]>;
  /** What waits for an operator, the oldest first: held, or complained about. */
  readonly toModerate: (page: Page<ReviewId>) => Promise<readonly ReviewRow[]>;
  /** What somebody has got and not reviewed yet, newest first. */
  readonly reviewable: (buyerId: UserId, page: Page<OrderItemId>) => Promise<readonly ReviewableItem[]>;
  readonly foundHelpful: (userId: UserId, ids: readonly string[]) => Promise<ReadonlyMap<string, boolean>>;
  readonly histories: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly HistoryEntry[]>>;
  /** The latest complaints, at most twenty of each. */
  readonly reports: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly Report[]>>;
  readonly rating: (kind: RatingKind, id: string) => Promise<Histogram | undefined>;
};
