import type { Instant, Money, OrderId, ProductId, SellerId, UserId, VariantId } from '@marketplace/kernel';

export type OrderStatus = 'CREATED' | 'CONFIRMED' | 'PAID' | 'SHIPPED' | 'DELIVERED' | 'CLOSED' | 'CANCELLED';

/** A line of an order as lists and dashboards need it. */
export type OrderedItem = {
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly title: string;
  readonly quantity: number;
  /** What the buyer pays for all pieces: less the discount. */
  readonly paid: Money;
};

/** What was agreed, as the first event of an order says. */
export type OrderTerms = {
  readonly orderNumber: string;
  readonly kind: 'PREPAID' | 'CASH_ON_DELIVERY';
  /** What the buyer pays. */
  readonly total: Money;
  /** What the seller gets for it: the total, and what the platform adds where it pays for a discount. */
  readonly revenue: Money;
  readonly items: readonly OrderedItem[];
};

/** What one event says of an order. Later events say nothing of the terms, so they may come first. */
export type OrderNews = {
  readonly orderId: OrderId;
  readonly buyerId: UserId;
  readonly sellerId: SellerId;
  /** Of the event, among those of its order. */
  readonly version: number;
  readonly at: Instant;
  readonly status: OrderStatus;
  readonly terms?: OrderTerms;
};
