import { defined, idOf, moneyFromJson, type Money } from '@marketplace/kernel';
import { on, type Listening } from '@marketplace/platform';
import { checkoutEvents, inventoryEvents, paymentsEvents, productsEvents, type DataOf } from '@marketplace/schema';
import type { Catalogue } from '../../application/catalogue';
import type { Freezing } from '../../application/freezing';
import type { ProductListing } from '../../application/ports';

type Published = DataOf<typeof productsEvents.ProductPublishedV1>;

/** In the currencies beside the one that the product was priced in first. */
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

  on(productsEvents.ProductPublishedV1, ({ data, aggregate }, cause) => catalogue.list(listingOf(data, true), aggregate.version, cause)),
  on(productsEvents.ProductUpdatedV1, ({ data, aggregate }, cause) =>
    catalogue.list(listingOf(data, data.published), aggregate.version, cause),
  ),
  on(productsEvents.ProductUnpublishedV1, ({ data, aggregate }, cause) =>
    catalogue.withdraw(idOf(data.productId), aggregate.version, cause),
  ),
  on(productsEvents.ProductArchivedV1, ({ data, aggregate }, cause) => catalogue.withdraw(idOf(data.productId), aggregate.version, cause)),
  on(productsEvents.PriceChangedV1, ({ data, aggregate }, cause) =>
    catalogue.reprice({ variantId: idOf(data.variantId), price: moneyFromJson(data.price), version: aggregate.version }, cause),
  ),
  on(inventoryEvents.AvailabilityChangedV1, ({ data, aggregate }, cause) =>
    catalogue.setAvailable({ variantId: idOf(data.variantId), available: data.available, version: aggregate.version }, cause),
  ),
];
