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
import type { OrderNews, OrderStatus } from '../domain/order-news';
import { difference, learn, sumsOf, type OrderFacts, type Sum } from '../domain/seller-dashboard';
import { orderModel } from './order-model';
import type { EventReader, ReadModel, Target } from './read-model';

/** An order as a version of the model knows it, and what of it the days have in their sums. */
export type KnownOrder = {
  readonly modelVersion: number;
  readonly orderId: OrderId;
  readonly sellerId: SellerId;
  /** Grows with every write of the row; 0 when there is none yet. */
  readonly revision: number;
  readonly facts: OrderFacts;
  readonly counted: readonly Sum[];
};

/** An order to be written, and what the days have to be changed by, in the same statement. */
export type Recount = KnownOrder & { readonly changes: readonly Sum[] };

/** What a product was called in an order. */
export type ProductTitle = {
  readonly modelVersion: number;
  readonly productId: ProductId;
  readonly title: string;
  readonly orderedAt: Instant;
};

export type DashboardStore = {
  /** The versions that a target means, and what they know of these orders. */
  readonly known: (
    orderIds: readonly OrderId[],
    target: Target,
  ) => Promise<{ readonly versions: readonly number[]; readonly orders: readonly KnownOrder[] }>;
  /** Writes all or nothing: a revision that is not the next one is a lost race, and throws. */
  readonly recount: (recounts: readonly Recount[], titles: readonly ProductTitle[], cause: Cause) => Promise<void>;
  /** From the live version, in one statement; the time does not grow with the orders. */
  readonly read: (sellerId: SellerId, span: DaySpan, products: number) => Promise<DashboardFigures>;
  readonly drop: (version: number) => Promise<number>;
};

/** Days in UTC, both included: 2026-11-21. */
export type DaySpan = { readonly from: string; readonly to: string };

export type DayFigures = { readonly day: string; readonly orders: number; readonly pieces: number; readonly revenue: Money };
export type ProductFigures = { readonly productId: ProductId; readonly title: string; readonly pieces: number; readonly revenue: Money };

export type DashboardFigures = {
  /** By day, then by currency; days without sales are left out. */
  readonly days: readonly DayFigures[];
  /** For each currency those with the highest revenue, highest first. */
  readonly topProducts: readonly ProductFigures[];
  /** Of the orders that were made on these days. */
  readonly statuses: readonly { readonly status: OrderStatus; readonly orders: number }[];
};

const sameFacts = (a: OrderFacts, b: OrderFacts): boolean => canonicalJson(a) === canonicalJson(b);

const byOrder = (news: readonly OrderNews[]): ReadonlyMap<OrderId, readonly OrderNews[]> => {
  const orders = new Map<OrderId, OrderNews[]>();
  for (const each of news) orders.set(each.orderId, [...(orders.get(each.orderId) ?? []), each]);
  return orders;
};

const recountOf = (modelVersion: number, news: readonly OrderNews[], known: KnownOrder | undefined): readonly Recount[] => {
  const [first] = news;
  const facts = news.reduce<OrderFacts | undefined>(learn, known?.facts);
  if (first === undefined || facts === undefined) return [];
  const counted = sumsOf(facts);
  const changes = difference(known?.counted ?? [], counted);
  if (known !== undefined && sameFacts(facts, known.facts) && changes.length === 0) return [];
  const { orderId, sellerId } = first;
  return [{ modelVersion, orderId, sellerId, revision: (known?.revision ?? 0) + 1, facts, counted, changes }];
};

const titlesOf = (modelVersion: number, news: readonly OrderNews[]): readonly ProductTitle[] =>
  news.flatMap(({ at: orderedAt, terms }) =>
    (terms?.items ?? []).map(({ productId, title }) => ({ modelVersion, productId, title, orderedAt })),
  );

/** What sellers see of their sales: sums by day, kept up as orders move on. */
export const sellerDashboardModel = (store: DashboardStore, reader: EventReader<OrderNews>): ReadModel =>
  orderModel(reader, {
    name: 'seller_dashboard',
    apply: async (news, target, cause) => {
      const orders = byOrder(news);
      const { versions, orders: known } = await store.known([...orders.keys()], target);
      const knownOrders = new Map(known.map((order) => [`${order.modelVersion.toString()} ${order.orderId}`, order]));
      const recounts = versions.flatMap((version) =>
        [...orders].flatMap(([orderId, each]) => recountOf(version, each, knownOrders.get(`${version.toString()} ${orderId}`))),
      );
      const titles = versions.flatMap((version) => titlesOf(version, news));
      if (recounts.length > 0) await store.recount(recounts, titles, cause);
    },
    drop: store.drop,
  });

const topProducts = 10;

/** A seller's figures, for those who work for the seller, and operators. What is no id is nobody's. */
export const createSellerDashboard = (store: Pick<DashboardStore, 'read'>) => ({
  read: async (actor: Actor, sellerId: SellerId, span: DaySpan): Promise<DashboardFigures | Refusal<'forbidden'>> =>
    isId(sellerId) && (isSellerStaff(actor, sellerId) || isOperator(actor)) ? store.read(sellerId, span, topProducts) : refuse('forbidden'),
});

export type SellerDashboard = ReturnType<typeof createSellerDashboard>;
