import { isOperator, isUser, refuse, type Actor, type Refusal } from '@marketplace/kernel';
import type { Review } from '../domain/review';

/** Approved reviews are public. Others are visible to their author and operators; for other actors they do not exist. */
export const mayRead = (actor: Actor, { moderation, authorId }: Review): boolean =>
  moderation.status === 'APPROVED' || isUser(actor, authorId) || isOperator(actor);

/** Operators moderate reviews and see the reports. */
export const mayModerate = (actor: Actor): boolean => isOperator(actor);

/** The reason for a rejection is visible to the author and operators. */
export const mayReadDecision = (actor: Actor, { authorId }: Pick<Review, 'authorId'>): boolean =>
  isUser(actor, authorId) || isOperator(actor);

export const reviewNotFound = (): Refusal<'review-not-found'> => refuse('review-not-found', { path: ['reviewId'] });
