import type { Instant, Money, OrderId, ProductId, SellerId, UserId, VariantId } from '@marketplace/kernel';

export type OrderStatus = 'CREATED' | 'CONFIRMED' | 'PAID' | 'SHIPPED' | 'DELIVERED' | 'CLOSED' | 'CANCELLED';

/** A line of an order. */
export type OrderedItem = {
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly title: string;
  readonly quantity: number;
  /** The amount that the buyer pays for the line, after discounts. */
  readonly paid: Money;
};

/** The terms of an order, from its first event. */
export type OrderTerms = {
  readonly orderNumber: string;
  readonly kind: 'PREPAID' | 'CASH_ON_DELIVERY';
  /** The amount that the buyer pays. */
  readonly total: Money;
  /** The seller's revenue: the total plus discounts paid by the platform. */
  readonly revenue: Money;
  readonly items: readonly OrderedItem[];
};

/** The content of one event about an order. Only the first event has terms; the events can arrive in any order. */
export type OrderUpdate = {
  readonly orderId: OrderId;
  readonly buyerId: UserId;
  readonly sellerId: SellerId;
  /** The version of the order that the event belongs to. */
  readonly version: number;
  readonly at: Instant;
  readonly status: OrderStatus;
  readonly terms?: OrderTerms;
};
