import { isOperator, isSellerStaff, isUser, refuse, type Actor, type Refusal, type UserId } from '@marketplace/kernel';
import type { Seller } from '../domain/seller';

/** Whose account a request is about when it can only be about one's own. */
export const ownId = (actor: Actor): UserId | Refusal<'login-required'> =>
  actor.kind === 'user' ? actor.userId : refuse('login-required');

/** E-mail, roles and the like are for the person and for operators. */
export const maySeePerson = (actor: Actor, userId: UserId): boolean => isUser(actor, userId) || isOperator(actor);

/** The owner and operators choose the staff. */
export const mayChangeStaff = (actor: Actor, { terms }: Seller): boolean => isUser(actor, terms.ownerId) || isOperator(actor);

/** Everything about a seller is for its own people and for operators, also when it was rejected. */
export const maySeeInside = (actor: Actor, seller: Seller): boolean =>
  mayChangeStaff(actor, seller) || isSellerStaff(actor, seller.terms.id);

/** Approved sellers are public; to everyone else an application does not exist. */
export const maySeeSeller = (actor: Actor, seller: Seller): boolean => seller.status === 'APPROVED' || maySeeInside(actor, seller);
