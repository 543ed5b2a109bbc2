import { isOperator, isSellerStaff, type Actor, type SellerId } from '@marketplace/kernel';

/** Operators keep all promotions, a seller's staff its own. To everyone else none of them exists. */
export const mayKeep = (actor: Actor, sellerId: SellerId | undefined): boolean =>
  isOperator(actor) || (sellerId !== undefined && isSellerStaff(actor, sellerId));

export const keepsAny = (actor: Actor): boolean => isOperator(actor) || (actor.kind === 'user' && actor.sellerIds.length > 0);
