import { idOf, type UserId } from '@marketplace/kernel';
import { newId } from '@marketplace/platform';
import { userActor } from '@marketplace/platform/testing';
import type { checkoutEvents, DataOf } from '@marketplace/schema';

export const buyerId: UserId = idOf('01900000-0000-7000-8000-0000000000b1');
export const buyer = userActor(buyerId);
export const usd = (amount: string) => ({ amount, currency: 'USD' });
export const at = '2026-11-21T08:30:00.000Z';

/** A request for two jackets at 12.50 from each seller, to Germany, with delivery at 5.00. */
export const creation = (
  checkoutId: string,
  sellerIds: readonly string[] = [newId()],
  currency = 'USD',
): DataOf<typeof checkoutEvents.OrderCreationRequestedV1> => ({
  checkoutId,
  buyerId,
  currency,
  countryCode: 'DE',
  sealedAddress: 'k1.sealed',
  sellers: sellerIds.map((sellerId) => ({
    sellerId,
    lines: [
      {
        variantId: newId(),
        productId: newId(),
        sku: 'TJ-M',
        title: 'Trail jacket',
        options: [{ name: 'Size', value: 'M' }],
        quantity: 2,
        unitPrice: usd('1250'),
        weightGrams: 600,
      },
    ],
    shipping: {
      optionId: 'standard',
      carrier: 'swiftpost',
      service: 'STANDARD',
      price: usd('500'),
      estimatedDelivery: { from: at, to: at },
    },
  })),
});
