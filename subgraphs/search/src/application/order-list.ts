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
import type { OrderUpdate, OrderStatus } from '../domain/order-updates';
import { orderModel } from './order-model';
import type { EventReader, ReadModel, Target } from './read-model';

/** An order in its buyer's list. */
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

/** The position of an order in its buyer's list, newest first. */
export type OrderPosition = Pick<OrderRow, 'createdAt' | 'orderId'>;

export type OrderPage = Page<OrderPosition> & { readonly status?: OrderStatus };

export type OrderListStore = {
  /** Writes the orders, except statuses older than the stored ones. */
  readonly write: (orders: readonly ListedOrder[], target: Target, cause: Cause) => Promise<void>;
  /** Reads from the live version. */
  readonly ofBuyer: (buyerId: UserId, page: OrderPage) => Promise<readonly OrderRow[]>;
  readonly drop: (version: number) => Promise<number>;
};

/** The read model behind the order lists of buyers. */
export const orderListModel = (store: OrderListStore, reader: EventReader<OrderUpdate>): ReadModel =>
  orderModel(reader, {
    name: 'order_list',
    apply: (orders, target, cause) => store.write(listedOrders(orders), target, cause),
    drop: store.drop,
  });

/** The orders of the logged-in buyer. No one else can list them. */
export const createOrderList = (store: Pick<OrderListStore, 'ofBuyer'>) => ({
  page: async (actor: Actor, page: OrderPage): Promise<readonly OrderRow[] | Refusal<'login-required'>> =>
    actor.kind === 'user' ? store.ofBuyer(actor.userId, page) : refuse('login-required'),
});

export type OrderList = ReturnType<typeof createOrderList>;
