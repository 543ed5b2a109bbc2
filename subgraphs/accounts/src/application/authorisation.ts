import { isOperator, isSellerStaff, isUser, refuse, type Actor, type Refusal, type UserId } from '@marketplace/kernel';
import type { Seller } from '../domain/seller';

/** The ID of the logged-in user, for requests about the user's own account. */
export const ownId = (actor: Actor): UserId | Refusal<'login-required'> =>
  actor.kind === 'user' ? actor.userId : refuse('login-required');

/** E-mail address, language and roles are visible to the user and operators. */
export const maySeeUserDetails = (actor: Actor, userId: UserId): boolean => isUser(actor, userId) || isOperator(actor);

/** The owner and operators manage the staff. */
export const mayManageStaff = (actor: Actor, { terms }: Seller): boolean => isUser(actor, terms.ownerId) || isOperator(actor);

/** The details of a seller are visible to its owner, its staff and operators, also after a rejection. */
export const maySeeSellerDetails = (actor: Actor, seller: Seller): boolean =>
  mayManageStaff(actor, seller) || isSellerStaff(actor, seller.terms.id);

/** Approved sellers are public. An application exists only for its owner and operators. */
export const maySeeSeller = (actor: Actor, seller: Seller): boolean => seller.status === 'APPROVED' || maySeeSellerDetails(actor, seller);
