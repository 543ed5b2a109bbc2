import { defined, idOf, moneyFromJson, type Money } from '@marketplace/kernel';
import { handle, type EventHandler } from '@marketplace/platform';
import { checkoutEvents, inventoryEvents, paymentsEvents, productsEvents, type DataOf } from '@marketplace/schema';
import type { Catalogue } from '../../application/catalogue';
import type { CartLocking } from '../../application/cart-locking';
import type { ProductListing } from '../../application/ports';

type Published = DataOf<typeof productsEvents.ProductPublishedV1>;

/** The prices in currencies other than the base currency. */
const otherPricesOf = ({ price, prices = [] }: Published['variants'][number]): readonly Money[] =>
  prices.filter((offer) => offer.price.currency !== price.currency).map((offer) => moneyFromJson(offer.price));

const listingOf = ({ productId, sellerId, title, imageUrl, variants }: Published, published: boolean): ProductListing => ({
  productId: idOf(productId),
  sellerId: idOf(sellerId),
  ...{ title, ...defined({ imageUrl }), published },
  variants: variants.map((variant) => ({
    variantId: idOf(variant.variantId),
    sku: variant.sku,
    options: variant.options,
    prices: [moneyFromJson(variant.price), ...otherPricesOf(variant)],
    weightGrams: variant.weightGrams,
  })),
});

/** The event handlers of carts. */
export const subscriptions = (locking: CartLocking, catalogue: Catalogue): readonly EventHandler[] => [
  handle(checkoutEvents.CheckoutStartedV1, ({ data }, cause) =>
    locking.lock(
      {
        checkoutId: idOf(data.checkoutId),
        cartId: idOf(data.cartId),
        buyerId: idOf(data.buyerId),
        expectedVersion: data.expectedCartVersion,
      },
      cause,
    ),
  ),
  handle(checkoutEvents.CartUnfreezeRequestedV1, ({ data }, cause) => locking.unlock(idOf(data.checkoutId), idOf(data.cartId), cause)),
  handle(paymentsEvents.PaymentCapturedV1, ({ data }, cause) => locking.close(idOf(data.checkoutId), cause)),
  handle(paymentsEvents.CashOnDeliveryAgreedV1, ({ data }, cause) => locking.close(idOf(data.checkoutId), cause)),

  handle(productsEvents.ProductPublishedV1, ({ data, aggregate }, cause) =>
    catalogue.list(listingOf(data, true), aggregate.version, cause),
  ),
  handle(productsEvents.ProductUpdatedV1, ({ data, aggregate }, cause) =>
    catalogue.list(listingOf(data, data.published), aggregate.version, cause),
  ),
  handle(productsEvents.ProductUnpublishedV1, ({ data, aggregate }, cause) =>
    catalogue.withdraw(idOf(data.productId), aggregate.version, cause),
  ),
  handle(productsEvents.ProductArchivedV1, ({ data, aggregate }, cause) =>
    catalogue.withdraw(idOf(data.productId), aggregate.version, cause),
  ),
  handle(productsEvents.PriceChangedV1, ({ data, aggregate }, cause) =>
    catalogue.reprice({ variantId: idOf(data.variantId), price: moneyFromJson(data.price), version: aggregate.version }, cause),
  ),
  handle(inventoryEvents.AvailabilityChangedV1, ({ data, aggregate }, cause) =>
    catalogue.setAvailable({ variantId: idOf(data.variantId), available: data.available, version: aggregate.version }, cause),
  ),
];
