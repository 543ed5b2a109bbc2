import type { Alert } from '@marketplace/application';
import { currency, idOf, instant, isRefused, moneyFromJson, type Cause } from '@marketplace/kernel';
import { on, type Listening } from '@marketplace/platform';
import { checkoutEvents, paymentsEvents, productsEvents, type DataOf } from '@marketplace/schema';
import type { ProductRepository } from '../../application/ports';
import type { QuoteRequest, Quotes } from '../../application/quotes';

type UseCases = { readonly quotes: Quotes; readonly products: ProductRepository; readonly alert: Alert };

const toRequest = (data: DataOf<typeof checkoutEvents.DiscountQuoteRequestedV1>): QuoteRequest => ({
  checkoutId: idOf(data.checkoutId),
  buyerId: idOf(data.buyerId),
  expiresAt: instant(data.expiresAt),
  // Kept as they are: a text that can be no code is a code that does not exist.
  codes: [...new Set(data.couponCodes)],
  basket: {
    currency: currency(data.currency),
    countryCode: data.countryCode,
    lines: data.lines.map(({ lineId, variantId, productId, sellerId, quantity, unitPrice }) => ({
      lineId,
      variantId: idOf<'Variant'>(variantId),
      productId: idOf<'Product'>(productId),
      sellerId: idOf<'Seller'>(sellerId),
      quantity,
      unitPrice: moneyFromJson(unitPrice),
    })),
    delivery: data.delivery.map(({ sellerId, price }) => ({ sellerId: idOf<'Seller'>(sellerId), price: moneyFromJson(price) })),
  },
});

type Listed = { readonly productId: string; readonly categoryId: string; readonly categoryIds?: readonly string[] | undefined };
type ProductNews = { readonly data: Listed; readonly aggregate: { readonly version: number } };

const learn =
  (products: ProductRepository) =>
  async ({ data, aggregate }: ProductNews, cause: Cause): Promise<void> => {
    const categoryIds = (data.categoryIds ?? [data.categoryId]).map((id) => idOf<'Category'>(id));
    await products.learn({ productId: idOf(data.productId), version: aggregate.version, categoryIds }, cause);
  };

type Paid = { readonly data: { readonly checkoutId: string; readonly buyerId: string } };

const consume =
  ({ quotes, alert }: UseCases) =>
  async ({ data }: Paid, cause: Cause): Promise<void> => {
    const outcome = await quotes.consume({ checkoutId: idOf(data.checkoutId), buyerId: idOf(data.buyerId) }, cause);
    // The checkout was aborted before the money moved: payments gives it back.
    if (isRefused(outcome)) alert('captured-after-release', { checkoutId: data.checkoutId });
  };

/** Which events of others promotions answers, and with which use case. */
export const subscriptions = (useCases: UseCases): readonly Listening[] => {
  const { quotes, products, alert } = useCases;
  return [
    on(checkoutEvents.DiscountQuoteRequestedV1, ({ data }, cause) => quotes.quote(toRequest(data), cause)),

    on(checkoutEvents.DiscountReleaseRequestedV1, async ({ data }, cause) => {
      const outcome = await quotes.release(idOf(data.checkoutId), cause);
      // After the payment there is only forward; a checkout that asks this has lost its way.
      if (isRefused(outcome)) alert('release-of-paid-discounts', { checkoutId: data.checkoutId });
    }),

    on(paymentsEvents.PaymentCapturedV1, consume(useCases)),
    on(paymentsEvents.CashOnDeliveryAgreedV1, consume(useCases)),

    on(productsEvents.ProductPublishedV1, learn(products)),
    on(productsEvents.ProductUpdatedV1, learn(products)),
    on(productsEvents.CategoryMovedV1, ({ data, aggregate }, cause) =>
      products.learnMove({ categoryId: idOf(data.categoryId), version: aggregate.version, path: data.path.map((id) => idOf(id)) }, cause),
    ),
  ];
};
