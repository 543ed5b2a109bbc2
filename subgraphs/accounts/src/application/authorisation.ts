import { isOperator, isSellerStaff, isUser, refuse, type Actor, type Refusal, type UserId } from '@marketplace/kernel';
import type { Seller } from '../domain/seller';

export type LoginRequired = Refusal<'login-required'>;

/** Whose account a request is about when it can only be about one's own. */
export const ownId = (actor: Actor): UserId | LoginRequired => (actor.kind === 'user' ? actor.userId : refuse('login-required'));

/** E-mail, roles and the like are for the person and for operators. */
export const maySeePerson = (actor: Actor, userId: UserId): boolean => isUser(actor, userId) || isOperator(actor);

/** Who belongs to a seller may see all of it, whatever became of the application. */
export const maySeeInside = (actor: Actor, { terms }: Seller): boolean =>
  isOperator(actor) || isUser(actor, terms.ownerId) || isSellerStaff(actor, terms.id);

/** Approved sellers are public; to everyone else an application does not exist. */
export const maySeeSeller = (actor: Actor, seller: Seller): boolean => seller.status === 'APPROVED' || maySeeInside(actor, seller);
