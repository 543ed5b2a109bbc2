import type { Alert } from '@marketplace/application';
import { idOf, instant, isRefused, type Cause } from '@marketplace/kernel';
import { on, type Listening } from '@marketplace/platform';
import { checkoutEvents, paymentsEvents, productsEvents } from '@marketplace/schema';
import type { Reservations } from '../../application/reservations';
import type { StatedStock } from '../../application/stated-stock';
import type { Stock } from '../../application/stock';

type UseCases = { readonly reservations: Reservations; readonly stock: Stock; readonly stated: StatedStock; readonly alert: Alert };

type Listed = {
  readonly productId: string;
  readonly sellerId: string;
  readonly variants: readonly { readonly variantId: string; readonly sku: string; readonly stockUnit?: string | undefined }[];
};

const learn =
  (stock: Stock) =>
  async ({ data }: { readonly data: Listed }, cause: Cause): Promise<void> => {
    const { productId, sellerId } = data;
    await stock.learnVariants(
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

/** From here there is only forward, paid now or at the door. */
const confirm =
  ({ reservations, alert }: Pick<UseCases, 'reservations' | 'alert'>) =>
  async ({ data: { checkoutId } }: { readonly data: { readonly checkoutId: string } }, cause: Cause): Promise<void> => {
    const outcome = await reservations.confirm(idOf(checkoutId), cause);
    if (!isRefused(outcome)) return;
    // A payment follows a reservation; where that is not known yet, messages came out of order: try again later.
    if (outcome.refused === 'reservation-not-found') throw new Error(`no reservation of checkout ${checkoutId}`);
    // The checkout was aborted before the money moved: payments gives it back.
    alert('captured-after-release', { reservationId: checkoutId });
  };

/** Which events of others inventory answers, and with which use case. */
export const subscriptions = ({ reservations, stock, stated, alert }: UseCases): readonly Listening[] => [
  on(checkoutEvents.StockReservationRequestedV1, async ({ data }, cause) => {
    const lines = data.lines.map(({ variantId, quantity }) => ({ variantId: idOf<'Variant'>(variantId), quantity }));
    const terms = {
      reservationId: idOf<'Reservation'>(data.reservationId),
      checkoutId: idOf<'Checkout'>(data.checkoutId),
      countryCode: data.countryCode,
      lines,
    };
    await reservations.reserve(terms, instant(data.expiresAt), cause);
  }),

  on(checkoutEvents.StockReleaseRequestedV1, async ({ data }, cause) => {
    const outcome = await reservations.release({ reservationId: idOf(data.reservationId), checkoutId: idOf(data.checkoutId) }, cause);
    // After the capture there is only forward; a checkout that asks this has lost its way.
    if (isRefused(outcome)) alert('release-of-paid-reservation', { reservationId: data.reservationId });
  }),

  on(paymentsEvents.PaymentCapturedV1, confirm({ reservations, alert })),
  on(paymentsEvents.CashOnDeliveryAgreedV1, confirm({ reservations, alert })),

  on(productsEvents.ProductPublishedV1, learn(stock)),
  on(productsEvents.ProductUpdatedV1, learn(stock)),
  on(productsEvents.InitialStockStatedV1, async ({ data }, cause) => {
    const { variantId, sellerId, productId, sku, quantity } = data;
    const variant = {
      variantId: idOf<'Variant'>(variantId),
      sellerId: idOf<'Seller'>(sellerId),
      productId: idOf<'Product'>(productId),
      sku,
      stockUnit: null,
    };
    await stated.remember({ variant, quantity }, cause);
  }),
];
