import type { Alert } from '@marketplace/application';
import { currency, idOf, instant, isRefused, moneyFromJson, type Cause } from '@marketplace/kernel';
import { handle, type EventHandler } from '@marketplace/platform';
import { checkoutEvents, paymentsEvents, productsEvents, type DataOf } from '@marketplace/schema';
import type { ProductRepository } from '../../application/ports';
import type { QuoteRequest, Quotes } from '../../application/quotes';

type Dependencies = { readonly quotes: Quotes; readonly products: ProductRepository; readonly alert: Alert };

const toRequest = (data: DataOf<typeof checkoutEvents.DiscountQuoteRequestedV1>): QuoteRequest => ({
  checkoutId: idOf(data.checkoutId),
  buyerId: idOf(data.buyerId),
  expiresAt: instant(data.expiresAt),
  // Invalid codes are kept: the quote rejects them like unknown codes.
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

type ListedProduct = { readonly productId: string; readonly categoryId: string; readonly categoryIds?: readonly string[] | undefined };
type ProductEvent = { readonly data: ListedProduct; readonly aggregate: { readonly version: number } };

const saveProduct =
  (products: ProductRepository) =>
  async ({ data, aggregate }: ProductEvent, cause: Cause): Promise<void> => {
    const categoryIds = (data.categoryIds ?? [data.categoryId]).map((id) => idOf<'Category'>(id));
    await products.saveProduct({ productId: idOf(data.productId), version: aggregate.version, categoryIds }, cause);
  };

type Paid = { readonly data: { readonly checkoutId: string; readonly buyerId: string } };

const consume =
  ({ quotes, alert }: Dependencies) =>
  async ({ data }: Paid, cause: Cause): Promise<void> => {
    const outcome = await quotes.consume({ checkoutId: idOf(data.checkoutId), buyerId: idOf(data.buyerId) }, cause);
    // The checkout was aborted before the payment was captured; payments refunds it.
    if (isRefused(outcome)) alert('captured-after-release', { checkoutId: data.checkoutId });
  };

/** The handlers of events from other contexts. */
export const subscriptions = (useCases: Dependencies): readonly EventHandler[] => {
  const { quotes, products, alert } = useCases;
  return [
    handle(checkoutEvents.DiscountQuoteRequestedV1, ({ data }, cause) => quotes.quote(toRequest(data), cause)),

    handle(checkoutEvents.DiscountReleaseRequestedV1, async ({ data }, cause) => {
      const outcome = await quotes.release(idOf(data.checkoutId), cause);
      // Discounts of a paid checkout cannot be released; the request points to a fault in the checkout.
      if (isRefused(outcome)) alert('release-of-paid-discounts', { checkoutId: data.checkoutId });
    }),

    handle(paymentsEvents.PaymentCapturedV1, consume(useCases)),
    handle(paymentsEvents.CashOnDeliveryAgreedV1, consume(useCases)),

    handle(productsEvents.ProductPublishedV1, saveProduct(products)),
    handle(productsEvents.ProductUpdatedV1, saveProduct(products)),
    handle(productsEvents.CategoryMovedV1, ({ data, aggregate }, cause) =>
      products.saveCategoryMove(
        { categoryId: idOf(data.categoryId), version: aggregate.version, path: data.path.map((id) => idOf(id)) },
        cause,
      ),
    ),
  ];
};
