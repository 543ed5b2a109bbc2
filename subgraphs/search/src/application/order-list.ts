import type { Actor, Cause, Instant, Money, OrderId, SellerId, UserId } from '@marketplace/kernel';
import { refuse, type Refusal } from '@marketplace/kernel';
import { listedOrders, type ListedLine, type ListedOrder } from '../domain/order-list';
import type { OrderStatus } from '../domain/order-news';
import { orderContracts, readOrderNews } from './order-news';
import { wholeHistory, type ReadModel, type ReplayScope, type Target } from './read-model';
import type { Envelope } from '@marketplace/schema';

/** An order as its buyer's list shows it. */
export type OrderRow = {
  readonly orderId: OrderId;
  readonly sellerId: SellerId;
  readonly orderNumber: string;
  readonly status: OrderStatus;
  readonly total: Money;
  readonly itemCount: number;
  readonly lines: readonly ListedLine[];
  readonly createdAt: Instant;
};

/** Newest first; behind a place where one is given. */
export type OrderPage = {
  readonly limit: number;
  readonly behind?: { readonly createdAt: Instant; readonly orderId: OrderId };
  readonly status?: OrderStatus;
};

export type OrderListStore = {
  /** Writes what is newer than what stands there, or the same. */
  readonly write: (orders: readonly ListedOrder[], target: Target, cause: Cause) => Promise<void>;
  /** From the live version. */
  readonly ofBuyer: (buyerId: UserId, page: OrderPage) => Promise<readonly OrderRow[]>;
  readonly drop: (version: number) => Promise<number>;
};

type WithRef = { readonly sellerId?: string };

/** Events of orders name order and seller; products are not what orders are found by. */
export const concernsOrder = ({ kind, id }: ReplayScope, { data }: Envelope): boolean =>
  kind !== 'seller' || (data as WithRef).sellerId === id;

/** Where news of one order, or of one seller's orders, is found. */
export const historyOfOrders = (scope: ReplayScope) => {
  const [whole] = wholeHistory({ contracts: orderContracts });
  if (whole === undefined || scope.kind === 'product') return undefined;
  return [scope.kind === 'order' ? { ...whole, aggregateIds: [scope.id] } : whole];
};

/** The list of a buyer's orders. */
export const orderListModel = (store: OrderListStore): ReadModel => ({
  name: 'order_list',
  contracts: orderContracts,
  apply: async (events, target, cause) => {
    const orders = listedOrders(readOrderNews(events));
    if (orders.length > 0) await store.write(orders, target, cause);
  },
  historyOf: (scope) => Promise.resolve(historyOfOrders(scope)),
  concerns: concernsOrder,
  prepare: () => Promise.resolve(),
  drop: store.drop,
  backlog: () => Promise.resolve({ rows: 0 }),
});

/** Only who has bought sees what was bought. */
export const createOrderList = (store: Pick<OrderListStore, 'ofBuyer'>) => ({
  page: (actor: Actor, page: OrderPage): Promise<readonly OrderRow[]> | Refusal<'unauthenticated'> =>
    actor.kind === 'user' ? store.ofBuyer(actor.userId, page) : refuse('unauthenticated'),
});

export type OrderList = ReturnType<typeof createOrderList>;
