import { defined, type Instant, type Money, type OrderId, type SellerId, type UserId, type VariantId } from '@marketplace/kernel';
import type { OrderStatus, OrderTerms, OrderUpdate } from './order-updates';

/** One of the first lines of an order. */
export type ListedLine = { readonly variantId: VariantId; readonly title: string; readonly quantity: number };

/** The details of an order in its buyer's list, from OrderCreated. */
export type ListedTerms = {
  readonly orderNumber: string;
  readonly total: Money;
  /** The number of units in the order. */
  readonly itemCount: number;
  readonly lines: readonly ListedLine[];
  readonly createdAt: Instant;
};

/** The known state of an order for the list. */
export type ListedOrder = {
  readonly orderId: OrderId;
  readonly buyerId: UserId;
  readonly sellerId: SellerId;
  readonly status: OrderStatus;
  /** The version of the event that set the status. */
  readonly statusVersion: number;
  readonly terms?: ListedTerms;
};

const maxListedLines = 3;

const toListedTerms = ({ orderNumber, total, items }: OrderTerms, createdAt: Instant): ListedTerms => ({
  orderNumber,
  total,
  itemCount: items.reduce((sum, { quantity }) => sum + quantity, 0),
  lines: items.slice(0, maxListedLines).map(({ variantId, title, quantity }) => ({ variantId, title, quantity })),
  createdAt,
});

const toListedOrder = ({ orderId, buyerId, sellerId, status, version, at, terms }: OrderUpdate): ListedOrder => ({
  orderId,
  buyerId,
  sellerId,
  status,
  statusVersion: version,
  ...defined({ terms: terms === undefined ? undefined : toListedTerms(terms, at) }),
});

/** Merges two states of an order: the later status, and the terms of either. */
const merged = (a: ListedOrder, b: ListedOrder): ListedOrder => {
  const [older, newer] = a.statusVersion <= b.statusVersion ? [a, b] : [b, a];
  return { ...newer, ...defined({ terms: newer.terms ?? older.terms }) };
};

/** Merges updates into one entry per order. */
export const listedOrders = (updates: readonly OrderUpdate[]): readonly ListedOrder[] => {
  const orders = new Map<OrderId, ListedOrder>();
  for (const each of updates.map(toListedOrder)) {
    const known = orders.get(each.orderId);
    orders.set(each.orderId, known === undefined ? each : merged(known, each));
  }
  return [...orders.values()];
};
