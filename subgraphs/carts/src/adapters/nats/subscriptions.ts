import { idOf } from '@marketplace/kernel';
import { on, type Listening } from '@marketplace/platform';
import { checkoutEvents, inventoryEvents, paymentsEvents, productsEvents } from '@marketplace/schema';
import type { Catalogue } from '../../application/catalogue';
import type { Freezing } from '../../application/freezing';

/** What carts makes of the events of others. */
export const subscriptions = (freezing: Freezing, catalogue: Catalogue): readonly Listening[] => [
  on(checkoutEvents.CheckoutStartedV1, ({ data }, cause) =>
    freezing.freeze(
      {
        checkoutId: idOf(data.checkoutId),
        cartId: idOf(data.cartId),
        buyerId: idOf(data.buyerId),
        expectedVersion: data.expectedCartVersion,
      },
      cause,
    ),
  ),
  on(checkoutEvents.CartUnfreezeRequestedV1, ({ data }, cause) => freezing.unfreeze(idOf(data.checkoutId), idOf(data.cartId), cause)),
  on(paymentsEvents.PaymentCapturedV1, ({ data }, cause) => freezing.close(idOf(data.checkoutId), cause)),
  on(paymentsEvents.CashOnDeliveryAgreedV1, ({ data }, cause) => freezing.close(idOf(data.checkoutId), cause)),

  on(productsEvents.ProductPublishedV1, ({ data, aggregate }, cause) =>
    catalogue.list(data, { published: true, version: aggregate.version }, cause),
  ),
  on(productsEvents.ProductUpdatedV1, ({ data, aggregate }, cause) =>
    catalogue.list(data, { published: data.published, version: aggregate.version }, cause),
  ),
  on(productsEvents.ProductUnpublishedV1, ({ data, aggregate }, cause) =>
    catalogue.withdraw(idOf(data.productId), aggregate.version, cause),
  ),
  on(productsEvents.ProductArchivedV1, ({ data, aggregate }, cause) => catalogue.withdraw(idOf(data.productId), aggregate.version, cause)),
  on(productsEvents.PriceChangedV1, ({ data, aggregate }, cause) => catalogue.reprice(data, aggregate.version, cause)),
  on(inventoryEvents.AvailabilityChangedV1, ({ data, aggregate }, cause) => catalogue.setAvailable(data, aggregate.version, cause)),
];
