import { isOperator, isSellerStaff, refuse, type Actor, type OrderId, type Refusal, type SellerId } from '@marketplace/kernel';
import type { OrderViews, Page } from './ports';

type Orders = Awaited<ReturnType<OrderViews['ofBuyer']>>;

/** A page of a list: the newest orders, or those that follow on one of them. */
type ListPage = { readonly limit: number; readonly after?: OrderId };

// Newest first: what follows on an order is older.
const olderThan = ({ limit, after }: ListPage): Page => ({ limit, ...(after === undefined ? {} : { before: after }) });

export type OrderLists = ReturnType<typeof createOrderLists>;

/** Lists of orders, newest first, for those who may see them. */
export const createOrderLists = (views: Pick<OrderViews, 'ofBuyer' | 'ofSellers'>) => ({
  /** What the actor has bought. */
  own: async (page: ListPage, actor: Actor): Promise<Orders | Refusal<'login-required'>> =>
    actor.kind === 'user' ? views.ofBuyer(actor.userId, olderThan(page)) : refuse('login-required'),

  /** What a seller has sold, for its staff and for operators. */
  ofSeller: async (sellerId: SellerId, page: ListPage, actor: Actor): Promise<Orders | Refusal<'forbidden'>> =>
    isSellerStaff(actor, sellerId) || isOperator(actor) ? views.ofSellers([sellerId], olderThan(page)) : refuse('forbidden'),
});
