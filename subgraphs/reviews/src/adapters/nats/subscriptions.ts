import { idOf, instant } from '@marketplace/kernel';
import { on, type Listening } from '@marketplace/platform';
import { ordersEvents } from '@marketplace/schema';
import type { Purchases } from '../../application/ports';

/** Which events of others reviews takes note of. */
export const subscriptions = (purchases: Purchases): readonly Listening[] => [
  on(ordersEvents.OrderCreatedV1, async ({ data: { orderId, buyerId, sellerId, items } }, cause) => {
    const lines = items.map(({ orderItemId, productId, variantId, title }) => ({
      orderItemId: idOf<'OrderItem'>(orderItemId),
      orderId: idOf<'Order'>(orderId),
      buyerId: idOf<'User'>(buyerId),
      sellerId: idOf<'Seller'>(sellerId),
      productId: idOf<'Product'>(productId),
      variantId: idOf<'Variant'>(variantId),
      title,
    }));
    await purchases.learn(lines, cause);
  }),

  // Cash on delivery as well: it is delivered once the courier has the money.
  on(ordersEvents.OrderDeliveredV1, async ({ data, occurredAt }, cause) => {
    await purchases.delivered(idOf(data.orderId), instant(occurredAt), cause);
  }),
];
