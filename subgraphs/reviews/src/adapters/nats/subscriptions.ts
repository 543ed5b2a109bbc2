import { idOf, instant } from '@marketplace/kernel';
import { handle, type EventHandler } from '@marketplace/platform';
import { ordersEvents } from '@marketplace/schema';
import type { Purchases } from '../../application/ports';

/** The handlers of other contexts' events. */
export const subscriptions = (purchases: Purchases): readonly EventHandler[] => [
  handle(ordersEvents.OrderCreatedV1, async ({ data: { orderId, buyerId, sellerId, items } }, cause) => {
    const lines = items.map(({ orderItemId, productId, variantId, title }) => ({
      orderItemId: idOf<'OrderItem'>(orderItemId),
      orderId: idOf<'Order'>(orderId),
      buyerId: idOf<'User'>(buyerId),
      sellerId: idOf<'Seller'>(sellerId),
      productId: idOf<'Product'>(productId),
      variantId: idOf<'Variant'>(variantId),
      title,
    }));
    await purchases.record(lines, cause);
  }),

  // This includes cash on delivery: the order is delivered when the courier has collected the money.
  handle(ordersEvents.OrderDeliveredV1, async ({ data, occurredAt }, cause) => {
    await purchases.recordDelivery(idOf(data.orderId), instant(occurredAt), cause);
  }),
];
