import { isOperator, isUser, type Actor } from '@marketplace/kernel';
import type { Review } from '../domain/review';

/** Everybody sees what is approved; what is not, its author and operators see. To everybody else it does not exist. */
export const mayRead = (actor: Actor, { standing, authorId }: Review): boolean =>
  standing.status === 'APPROVED' || isUser(actor, authorId) || isOperator(actor);

/** What operators go by, such as complaints. */
export const mayModerate = (actor: Actor): boolean => isOperator(actor);

/** Why a review is held or was rejected: its author learns what was decided, operators learn what was found as well. */
export const mayReadVerdict = (actor: Actor, { authorId }: Pick<Review, 'authorId'>): boolean =>
  isUser(actor, authorId) || isOperator(actor);
