import type { OrderId, OrderItemId, ProductId, SellerId, UserId, VariantId } from '@marketplace/kernel';

/** A line of an order, as it was bought; whether it can be reviewed is a question of its delivery. */
export type Purchase = {
  readonly orderItemId: OrderItemId;
  readonly orderId: OrderId;
  readonly buyerId: UserId;
  readonly sellerId: SellerId;
  readonly productId: ProductId;
  readonly variantId: VariantId;
  /** What the product was called then. */
  readonly title: string;
};
