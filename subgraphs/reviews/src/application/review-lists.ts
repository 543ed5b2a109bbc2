import type { Page } from '@marketplace/application';
import { isOperator, refuse, type Actor, type OrderItemId, type Refusal } from '@marketplace/kernel';
import type { ReviewId } from '../domain/review';
import type { ReviewableItem, ReviewRow, ReviewViews } from './reviews.view';

export type ReviewLists = ReturnType<typeof createReviewLists>;

/** Lists of reviews, with access control. */
export const createReviewLists = (views: Pick<ReviewViews, 'writtenBy' | 'reviewable' | 'toModerate'>) => ({
  /** The actor's own reviews, newest first. */
  own: async (page: Page<ReviewId>, actor: Actor): Promise<readonly ReviewRow[] | Refusal<'login-required'>> =>
    actor.kind === 'user' ? views.writtenBy(actor.userId, page) : refuse('login-required'),

  /** The actor's delivered items without a review, newest first. */
  reviewable: async (page: Page<OrderItemId>, actor: Actor): Promise<readonly ReviewableItem[] | Refusal<'login-required'>> =>
    actor.kind === 'user' ? views.reviewable(actor.userId, page) : refuse('login-required'),

  /** The reviews that wait for moderation, oldest first. */
  toModerate: async (page: Page<ReviewId>, actor: Actor): Promise<readonly ReviewRow[] | Refusal<'forbidden'>> =>
    isOperator(actor) ? views.toModerate(page) : refuse('forbidden'),
});
