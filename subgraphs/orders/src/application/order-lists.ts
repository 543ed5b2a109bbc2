import type { Page } from '@marketplace/application';
import { isOperator, isSellerStaff, refuse, type Actor, type OrderId, type Refusal, type SellerId } from '@marketplace/kernel';
import type { OrderViews } from './ports';

type Orders = Awaited<ReturnType<OrderViews['ofBuyer']>>;

export type OrderLists = ReturnType<typeof createOrderLists>;

/** Lists of orders, newest first, for those who may see them. */
export const createOrderLists = (views: Pick<OrderViews, 'ofBuyer' | 'ofSeller'>) => ({
  /** What the actor has bought. */
  own: async (page: Page<OrderId>, actor: Actor): Promise<Orders | Refusal<'login-required'>> =>
    actor.kind === 'user' ? views.ofBuyer(actor.userId, page) : refuse('login-required'),

  /** What a seller has sold, for its staff and for operators. */
  ofSeller: async (sellerId: SellerId, page: Page<OrderId>, actor: Actor): Promise<Orders | Refusal<'forbidden'>> =>
    isSellerStaff(actor, sellerId) || isOperator(actor) ? views.ofSeller(sellerId, page) : refuse('forbidden'),
});
