import type { Alert } from '@marketplace/application';
import { idOf, instant, isRefused, type Cause } from '@marketplace/kernel';
import { handle, type EventHandler } from '@marketplace/platform';
import { checkoutEvents, paymentsEvents, productsEvents } from '@marketplace/schema';
import type { Reservations } from '../../application/reservations';
import type { OpeningStock } from '../../application/opening-stock';
import type { Stock } from '../../application/stock';

type Dependencies = {
  readonly reservations: Reservations;
  readonly stock: Stock;
  readonly openingStock: OpeningStock;
  readonly alert: Alert;
};

type ProductData = {
  readonly productId: string;
  readonly sellerId: string;
  readonly variants: readonly { readonly variantId: string; readonly sku: string; readonly stockUnit?: string | undefined }[];
};

const saveVariants =
  (stock: Stock) =>
  async ({ data }: { readonly data: ProductData }, cause: Cause): Promise<void> => {
    const { productId, sellerId } = data;
    await stock.saveVariants(
      data.variants.map(({ variantId, sku, stockUnit }) => ({
        variantId: idOf(variantId),
        sellerId: idOf(sellerId),
        productId: idOf(productId),
        sku,
        stockUnit: stockUnit ?? null,
      })),
      cause,
    );
  };

/** Confirms a reservation that is paid, or will be paid on delivery. It can no longer be released. */
const confirm =
  ({ reservations, alert }: Pick<Dependencies, 'reservations' | 'alert'>) =>
  async ({ data: { checkoutId } }: { readonly data: { readonly checkoutId: string } }, cause: Cause): Promise<void> => {
    const outcome = await reservations.confirm(idOf(checkoutId), cause);
    if (!isRefused(outcome)) return;
    // The events arrived out of order: the redelivery finds the reservation.
    if (outcome.refused === 'reservation-not-found') throw new Error(`no reservation of checkout ${checkoutId}`);
    // The checkout was aborted before the capture: payments refunds it.
    alert('captured-after-release', { reservationId: checkoutId });
  };

/** The event handlers of inventory. */
export const subscriptions = ({ reservations, stock, openingStock, alert }: Dependencies): readonly EventHandler[] => [
  handle(checkoutEvents.StockReservationRequestedV1, async ({ data }, cause) => {
    const lines = data.lines.map(({ variantId, quantity }) => ({ variantId: idOf<'Variant'>(variantId), quantity }));
    const terms = {
      reservationId: idOf<'Reservation'>(data.reservationId),
      checkoutId: idOf<'Checkout'>(data.checkoutId),
      countryCode: data.countryCode,
      lines,
    };
    await reservations.reserve(terms, instant(data.expiresAt), cause);
  }),

  handle(checkoutEvents.StockReleaseRequestedV1, async ({ data }, cause) => {
    const outcome = await reservations.release({ reservationId: idOf(data.reservationId), checkoutId: idOf(data.checkoutId) }, cause);
    // A paid reservation is never released; a checkout that requests this is in a wrong state.
    if (isRefused(outcome)) alert('release-of-paid-reservation', { reservationId: data.reservationId });
  }),

  handle(paymentsEvents.PaymentCapturedV1, confirm({ reservations, alert })),
  handle(paymentsEvents.CashOnDeliveryAgreedV1, confirm({ reservations, alert })),

  handle(productsEvents.ProductPublishedV1, saveVariants(stock)),
  handle(productsEvents.ProductUpdatedV1, saveVariants(stock)),
  handle(productsEvents.InitialStockStatedV1, async ({ data }, cause) => {
    const { variantId, sellerId, productId, sku, quantity } = data;
    const variant = {
      variantId: idOf<'Variant'>(variantId),
      sellerId: idOf<'Seller'>(sellerId),
      productId: idOf<'Product'>(productId),
      sku,
      stockUnit: null,
    };
    await openingStock.record({ variant, quantity }, cause);
  }),
];
