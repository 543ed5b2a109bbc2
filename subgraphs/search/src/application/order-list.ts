import type { Page } from '@marketplace/application';
import {
  refuse,
  type Actor,
  type Cause,
  type Instant,
  type Money,
  type OrderId,
  type Refusal,
  type SellerId,
  type UserId,
} from '@marketplace/kernel';
import { listedOrders, type ListedLine, type ListedOrder } from '../domain/order-list';
import type { OrderNews, OrderStatus } from '../domain/order-news';
import { orderModel } from './order-model';
import type { EventReader, ReadModel, Target } from './read-model';

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

/** Where an order stands in its buyer's list, newest first. */
export type OrderPlace = Pick<OrderRow, 'createdAt' | 'orderId'>;

export type OrderPage = Page<OrderPlace> & { readonly status?: OrderStatus };

export type OrderListStore = {
  /** Writes what is newer than what stands there, or the same. */
  readonly write: (orders: readonly ListedOrder[], target: Target, cause: Cause) => Promise<void>;
  /** From the live version. */
  readonly ofBuyer: (buyerId: UserId, page: OrderPage) => Promise<readonly OrderRow[]>;
  readonly drop: (version: number) => Promise<number>;
};

/** The list of a buyer's orders. */
export const orderListModel = (store: OrderListStore, news: EventReader<OrderNews>): ReadModel =>
  orderModel(news, {
    name: 'order_list',
    apply: (orders, target, cause) => store.write(listedOrders(orders), target, cause),
    drop: store.drop,
  });

/** Only who has bought sees what was bought. */
export const createOrderList = (store: Pick<OrderListStore, 'ofBuyer'>) => ({
  page: async (actor: Actor, page: OrderPage): Promise<readonly OrderRow[] | Refusal<'login-required'>> =>
    actor.kind === 'user' ? store.ofBuyer(actor.userId, page) : refuse('login-required'),
});

export type OrderList = ReturnType<typeof createOrderList>;
