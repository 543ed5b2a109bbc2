import type { Page } from '@marketplace/application';
import { isOperator, isSellerStaff, refuse, type Actor, type OrderId, type Refusal, type SellerId } from '@marketplace/kernel';
import type { OrderViews } from './ports';

type Orders = Awaited<ReturnType<OrderViews['ofBuyer']>>;

export type OrderLists = ReturnType<typeof createOrderLists>;

/** Lists of orders, newest first, with access control. */
export const createOrderLists = (views: Pick<OrderViews, 'ofBuyer' | 'ofSeller'>) => ({
  /** The actor's own purchases. */
  own: async (page: Page<OrderId>, actor: Actor): Promise<Orders | Refusal<'login-required'>> =>
    actor.kind === 'user' ? views.ofBuyer(actor.userId, page) : refuse('login-required'),

  /** The orders of a seller, for its staff and operators. */
  ofSeller: async (sellerId: SellerId, page: Page<OrderId>, actor: Actor): Promise<Orders | Refusal<'forbidden'>> =>
    isSellerStaff(actor, sellerId) || isOperator(actor) ? views.ofSeller(sellerId, page) : refuse('forbidden'),
});
