import type { Page } from '@marketplace/application';
import type { Instant, OrderItemId, UserId } from '@marketplace/kernel';
import type { Histogram } from '../domain/rating';
import type { Purchase, ReviewEvent, ReviewId } from '../domain/review';
import type { FoundReview, RatingKind } from './ports';

/** A review with the counts of its votes and reports. */
export type ReviewRow = FoundReview & { readonly helpfulCount: number };

export type ReviewSort = 'NEWEST' | 'HELPFUL' | 'RATING_HIGH' | 'RATING_LOW';

/** The position of a review in a sorted list: the sort value, then the ID. */
export type ReviewPosition = { readonly rank: number; readonly id: string };

/** A page of the public reviews of a product or seller. */
export type FirstPage = { readonly of: RatingKind; readonly sort: ReviewSort; readonly limit: number };
export type NextPage = FirstPage & { readonly after: ReviewPosition };

export type ReviewableItem = Purchase & { readonly deliveredAt: Instant };

export type HistoryEntry = { readonly version: number; readonly event: ReviewEvent; readonly changedBy: string };

export type Report = { readonly reason: string; readonly at: Instant };

/** Reads for GraphQL, never for decisions. They are batched. */
export type ReviewViews = {
  readonly byIds: (ids: readonly ReviewId[]) => Promise<ReadonlyMap<string, ReviewRow>>;
  /** The first page. Parallel requests share one read. */
  readonly firstPage: (list: FirstPage, subjectId: string) => Promise<readonly ReviewRow[] | undefined>;
  readonly nextPages: (list: NextPage, subjectIds: readonly string[]) => Promise<ReadonlyMap<string, readonly ReviewRow[]>>;
  /** The reviews of an author, newest first. */
  readonly writtenBy: (authorId: UserId, page: Page<ReviewId>) => Promise<readonly ReviewRow[]>;
  /** The held and reported reviews, oldest first. */
  readonly toModerate: (page: Page<ReviewId>) => Promise<readonly ReviewRow[]>;
  /** The delivered items of a buyer without a review, newest first. */
  readonly reviewable: (buyerId: UserId, page: Page<OrderItemId>) => Promise<readonly ReviewableItem[]>;
  readonly foundHelpful: (userId: UserId, ids: readonly string[]) => Promise<ReadonlyMap<string, boolean>>;
  readonly histories: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly HistoryEntry[]>>;
  /** The latest reports, at most twenty per review. */
  readonly reports: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly Report[]>>;
  readonly rating: (kind: RatingKind, id: string) => Promise<Histogram | undefined>;
};
