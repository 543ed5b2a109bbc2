import type { Page } from '@marketplace/application';
import { isOperator, refuse, type Actor, type OrderItemId, type Refusal } from '@marketplace/kernel';
import type { ReviewId } from '../domain/review';
import type { ReviewableItem, ReviewRow, ReviewViews } from './reviews.view';

export type ReviewLists = ReturnType<typeof createReviewLists>;

/** Lists of reviews for those who may see them. */
export const createReviewLists = (views: Pick<ReviewViews, 'writtenBy' | 'reviewable' | 'toModerate'>) => ({
  /** What the actor has written, newest first. */
  own: async (page: Page<ReviewId>, actor: Actor): Promise<readonly ReviewRow[] | Refusal<'login-required'>> =>
    actor.kind === 'user' ? views.writtenBy(actor.userId, page) : refuse('login-required'),

  /** What the actor has bought and received and not reviewed yet, newest first. */
  reviewable: async (page: Page<OrderItemId>, actor: Actor): Promise<readonly ReviewableItem[] | Refusal<'login-required'>> =>
    actor.kind === 'user' ? views.reviewable(actor.userId, page) : refuse('login-required'),

  /** Reviews that wait for an operator, the oldest first. */
  toModerate: async (page: Page<ReviewId>, actor: Actor): Promise<readonly ReviewRow[] | Refusal<'forbidden'>> =>
    isOperator(actor) ? views.toModerate(page) : refuse('forbidden'),
});
