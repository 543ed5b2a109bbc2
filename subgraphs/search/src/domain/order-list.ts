import type { Instant, Money, OrderId, SellerId, UserId, VariantId } from '@marketplace/kernel';
import type { OrderNews, OrderStatus } from './order-news';

/** One of the first lines of an order, to recognise it by. */
export type ListedLine = { readonly variantId: VariantId; readonly title: string; readonly quantity: number };

/** What an order shows in its buyer's list, once it is known what was ordered. */
export type ListedTerms = {
  readonly orderNumber: string;
  readonly total: Money;
  /** Pieces, all lines together. */
  readonly itemCount: number;
  readonly lines: readonly ListedLine[];
  readonly createdAt: Instant;
};

/** What is known of an order for the list. */
export type ListedOrder = {
  readonly orderId: OrderId;
  readonly buyerId: UserId;
  readonly sellerId: SellerId;
  readonly status: OrderStatus;
  /** The version of the event that made the status. */
  readonly statusVersion: number;
  readonly terms?: ListedTerms;
};

const shownLines = 3;

const listed = ({ orderId, buyerId, sellerId, status, version, at, terms }: OrderNews): ListedOrder => ({
  orderId,
  buyerId,
  sellerId,
  status,
  statusVersion: version,
  ...(terms === undefined
    ? {}
    : {
        terms: {
          orderNumber: terms.orderNumber,
          total: terms.total,
          itemCount: terms.items.reduce((sum, { quantity }) => sum + quantity, 0),
          lines: terms.items.slice(0, shownLines).map(({ variantId, title, quantity }) => ({ variantId, title, quantity })),
          createdAt: at,
        },
      }),
});

/** Both together, in any order: the later status, and the terms of the one that has them. */
const merged = (a: ListedOrder, b: ListedOrder): ListedOrder => {
  const [older, newer] = a.statusVersion <= b.statusVersion ? [a, b] : [b, a];
  const terms = newer.terms ?? older.terms;
  return { ...newer, ...(terms === undefined ? {} : { terms }) };
};

/** What news says of each order, one entry an order. */
export const listedOrders = (news: readonly OrderNews[]): readonly ListedOrder[] => {
  const orders = new Map<OrderId, ListedOrder>();
  for (const each of news.map(listed)) {
    const known = orders.get(each.orderId);
    orders.set(each.orderId, known === undefined ? each : merged(known, each));
  }
  return [...orders.values()];
};
