import {
  canonicalJson,
  isId,
  isOperator,
  isSellerStaff,
  refuse,
  type Actor,
  type Cause,
  type Instant,
  type Money,
  type OrderId,
  type ProductId,
  type Refusal,
  type SellerId,
} from '@marketplace/kernel';
import type { OrderUpdate, OrderStatus } from '../domain/order-updates';
import { difference, withUpdate, contributionsOf, type OrderFacts, type Contribution } from '../domain/seller-dashboard';
import { orderModel } from './order-model';
import type { EventReader, ReadModel, Target } from './read-model';

/** The stored state of an order in a version of the model. `counted` is its contribution to the daily sums. */
export type KnownOrder = {
  readonly modelVersion: number;
  readonly orderId: OrderId;
  readonly sellerId: SellerId;
  /** Increases with every write of the row; 0 if there is none yet. */
  readonly revision: number;
  readonly facts: OrderFacts;
  readonly counted: readonly Contribution[];
};

/** An order to write, and the changes of the daily sums to write in the same statement. */
export type Recount = KnownOrder & { readonly changes: readonly Contribution[] };

/** The title of a product in an order. */
export type ProductTitle = {
  readonly modelVersion: number;
  readonly productId: ProductId;
  readonly title: string;
  readonly orderedAt: Instant;
};

export type DashboardStore = {
  /** The versions of a target, and their state of these orders. */
  readonly known: (
    orderIds: readonly OrderId[],
    target: Target,
  ) => Promise<{ readonly versions: readonly number[]; readonly orders: readonly KnownOrder[] }>;
  /** Writes all or nothing. Throws if another writer has changed an order: its revision is not the expected one. */
  readonly recount: (recounts: readonly Recount[], titles: readonly ProductTitle[], cause: Cause) => Promise<void>;
  /** Reads from the live version in one statement. The time does not depend on the number of orders. */
  readonly read: (sellerId: SellerId, span: DaySpan, products: number) => Promise<DashboardFigures>;
  readonly drop: (version: number) => Promise<number>;
};

/** A period of days in UTC, both included, such as 2026-11-21. */
export type DaySpan = { readonly from: string; readonly to: string };

export type DayFigures = { readonly day: string; readonly orders: number; readonly pieces: number; readonly revenue: Money };
export type ProductFigures = { readonly productId: ProductId; readonly title: string; readonly pieces: number; readonly revenue: Money };

export type DashboardFigures = {
  /** By day, then by currency; days without sales are left out. */
  readonly days: readonly DayFigures[];
  /** The products with the highest revenue in each currency, highest first. */
  readonly topProductCount: readonly ProductFigures[];
  /** The statuses of the orders created on these days. */
  readonly statuses: readonly { readonly status: OrderStatus; readonly orders: number }[];
};

const sameFacts = (a: OrderFacts, b: OrderFacts): boolean => canonicalJson(a) === canonicalJson(b);

const byOrder = (updates: readonly OrderUpdate[]): ReadonlyMap<OrderId, readonly OrderUpdate[]> => {
  const orders = new Map<OrderId, OrderUpdate[]>();
  for (const each of updates) orders.set(each.orderId, [...(orders.get(each.orderId) ?? []), each]);
  return orders;
};

const recountOf = (modelVersion: number, updates: readonly OrderUpdate[], known: KnownOrder | undefined): readonly Recount[] => {
  const [first] = updates;
  const facts = updates.reduce<OrderFacts | undefined>(withUpdate, known?.facts);
  if (first === undefined || facts === undefined) return [];
  const counted = contributionsOf(facts);
  const changes = difference(known?.counted ?? [], counted);
  if (known !== undefined && sameFacts(facts, known.facts) && changes.length === 0) return [];
  const { orderId, sellerId } = first;
  return [{ modelVersion, orderId, sellerId, revision: (known?.revision ?? 0) + 1, facts, counted, changes }];
};

const titlesOf = (modelVersion: number, updates: readonly OrderUpdate[]): readonly ProductTitle[] =>
  updates.flatMap(({ at: orderedAt, terms }) =>
    (terms?.items ?? []).map(({ productId, title }) => ({ modelVersion, productId, title, orderedAt })),
  );

/** The read model behind seller dashboards: daily sums, updated with every change of an order. */
export const sellerDashboardModel = (store: DashboardStore, reader: EventReader<OrderUpdate>): ReadModel =>
  orderModel(reader, {
    name: 'seller_dashboard',
    apply: async (updates, target, cause) => {
      const orders = byOrder(updates);
      const { versions, orders: known } = await store.known([...orders.keys()], target);
      const knownOrders = new Map(known.map((order) => [`${order.modelVersion.toString()} ${order.orderId}`, order]));
      const recounts = versions.flatMap((version) =>
        [...orders].flatMap(([orderId, each]) => recountOf(version, each, knownOrders.get(`${version.toString()} ${orderId}`))),
      );
      const titles = versions.flatMap((version) => titlesOf(version, updates));
      if (recounts.length > 0) await store.recount(recounts, titles, cause);
    },
    drop: store.drop,
  });

const topProducts = 10;

/** The figures of a seller, for its staff and operators. */
export const createSellerDashboard = (store: Pick<DashboardStore, 'read'>) => ({
  read: async (actor: Actor, sellerId: SellerId, span: DaySpan): Promise<DashboardFigures | Refusal<'forbidden'>> =>
    isId(sellerId) && (isSellerStaff(actor, sellerId) || isOperator(actor)) ? store.read(sellerId, span, topProducts) : refuse('forbidden'),
});

export type SellerDashboard = ReturnType<typeof createSellerDashboard>;
