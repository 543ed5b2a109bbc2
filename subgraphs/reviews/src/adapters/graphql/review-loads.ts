import { isId, type Actor } from '@marketplace/kernel';
import type { GraphContext } from '@marketplace/platform/graphql';
import type { HistoryEntry, Report, ReviewViews } from '../../application/reviews.view';
import type { Review } from '../../domain/review';
import { toReviewType, type ReviewType } from './review.types';

type MayRead = (actor: Actor, review: Review) => boolean;

/** Finds reviews and what belongs to them for who asks, many at once; what they may not see does not exist. */
export class ReviewLoads {
  constructor(
    private readonly views: ReviewViews,
    private readonly mayRead: MayRead,
  ) {}

  async review(id: string, { actor, loaders }: GraphContext): Promise<ReviewType | null> {
    if (!isId(id)) return null;
    const row = await loaders.get('reviews', (ids) => this.views.byIds(ids)).load(id);
    return row !== undefined && this.mayRead(actor, row.state) ? toReviewType(row) : null;
  }

  /** As it is now, whatever was read of it before in the same request. */
  async changed(id: string, { actor }: GraphContext): Promise<ReviewType | null> {
    const row = (await this.views.byIds([id])).get(id);
    return row !== undefined && this.mayRead(actor, row.state) ? toReviewType(row) : null;
  }

  async foundHelpful(id: string, { actor, loaders }: GraphContext): Promise<boolean> {
    if (actor.kind !== 'user') return false;
    return (await loaders.get('found-helpful', (ids) => this.views.foundHelpful(actor.userId, ids)).load(id)) ?? false;
  }

  async history(id: string, { loaders }: GraphContext): Promise<readonly HistoryEntry[]> {
    return (await loaders.get('review-histories', (ids) => this.views.histories(ids)).load(id)) ?? [];
  }

  async reports(id: string, { loaders }: GraphContext): Promise<readonly Report[]> {
    return (await loaders.get('review-reports', (ids) => this.views.reports(ids)).load(id)) ?? [];
  }
}
