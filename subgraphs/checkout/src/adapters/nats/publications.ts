import { outgoing, type OutgoingEvent } from '@marketplace/platform';
import { checkoutEvents } from '@marketplace/schema';
import { ordersOf, totalOf, type Checkout, type CheckoutOrder } from '../../domain/checkout';
import type { Announcement } from '../../domain/news';
import { couponCodesOf, currencyIn, linesOf, parcelsOf, quotesOf, sellersOf } from '../../domain/seller-parts';

const totalIn = (checkout: Checkout) => totalOf(checkout) ?? { amount: '0', currency: currencyIn(checkout) };

const toShare = ({ orderId, sellerId, total, platformDiscount }: CheckoutOrder) => ({
  orderId,
  sellerId,
  amount: total,
  ...(platformDiscount === undefined ? {} : { platformDiscount }),
});

/** What the others are asked and told, each as an event of the checkout. */
export const publication = (checkout: Checkout, announcement: Announcement, version: number): OutgoingEvent => {
  const { request, progress } = checkout;
  const { checkoutId, buyerId, cartId, countryCode } = request;
  const aggregate = { id: checkoutId, version };
  const paysCash = request.payBy === 'CASH_ON_DELIVERY';
  switch (announcement.type) {
    case 'CheckoutStarted':
      return outgoing(checkoutEvents.CheckoutStartedV1, aggregate, {
        checkoutId,
        buyerId,
        cartId,
        expectedCartVersion: request.expectedCartVersion,
      });
    case 'ShippingQuoteRequested':
      return outgoing(checkoutEvents.ShippingQuoteRequestedV1, aggregate, {
        checkoutId,
        countryCode,
        currency: currencyIn(checkout),
        optionIds: [...request.shippingOptionIds],
        parcels: parcelsOf(checkout),
      });
    case 'OrderCreationRequested':
      return outgoing(checkoutEvents.OrderCreationRequestedV1, aggregate, {
        checkoutId,
        buyerId,
        currency: currencyIn(checkout),
        countryCode,
        sealedAddress: request.sealedAddress,
        sellers: sellersOf(checkout),
        orderType: paysCash ? 'CASH_ON_DELIVERY' : 'PREPAID',
      });
    case 'DiscountQuoteRequested':
      return outgoing(checkoutEvents.DiscountQuoteRequestedV1, aggregate, {
        checkoutId,
        buyerId,
        countryCode,
        currency: currencyIn(checkout),
        expiresAt: announcement.expiresAt,
        couponCodes: [...couponCodesOf(checkout)],
        lines: linesOf(checkout).map(({ lineId, variantId, productId, sellerId, quantity, unitPrice }) => ({
          lineId,
          variantId,
          productId,
          sellerId,
          quantity,
          unitPrice,
        })),
        delivery: quotesOf(checkout).map(({ sellerId, price }) => ({ sellerId, price })),
      });
    case 'DiscountReleaseRequested':
      return outgoing(checkoutEvents.DiscountReleaseRequestedV1, aggregate, { checkoutId });
    case 'StockReservationRequested':
      return outgoing(checkoutEvents.StockReservationRequestedV1, aggregate, {
        checkoutId,
        reservationId: checkoutId,
        countryCode,
        expiresAt: announcement.expiresAt,
        lines: linesOf(checkout).map(({ variantId, quantity }) => ({ variantId, quantity })),
      });
    case 'PaymentAuthorizationRequested':
      return outgoing(checkoutEvents.PaymentAuthorizationRequestedV1, aggregate, {
        checkoutId,
        paymentId: announcement.paymentId,
        buyerId,
        amount: totalIn(checkout),
        sealedMethod: announcement.sealedMethod,
        orders: ordersOf(checkout).map(toShare),
        ...(paysCash ? { cashOnDelivery: true } : {}),
      });
    case 'CheckoutPaymentDeclined': {
      const { code, retryUntil } = announcement;
      return outgoing(checkoutEvents.CheckoutPaymentDeclinedV1, aggregate, { checkoutId, buyerId, code, retryUntil });
    }
    case 'CheckoutActionRequired':
      return outgoing(checkoutEvents.CheckoutActionRequiredV1, aggregate, { checkoutId, buyerId, expiresAt: announcement.expiresAt });
    case 'OrderConfirmationRequested':
      return outgoing(checkoutEvents.OrderConfirmationRequestedV1, aggregate, { checkoutId });
    case 'PaymentCaptureRequested':
      return outgoing(checkoutEvents.PaymentCaptureRequestedV1, aggregate, { checkoutId, paymentId: announcement.paymentId });
    case 'PaymentVoidRequested':
      return outgoing(checkoutEvents.PaymentVoidRequestedV1, aggregate, { checkoutId, paymentId: announcement.paymentId });
    case 'StockReleaseRequested':
      return outgoing(checkoutEvents.StockReleaseRequestedV1, aggregate, { checkoutId, reservationId: checkoutId });
    case 'OrderCancellationRequested':
      return outgoing(checkoutEvents.OrderCancellationRequestedV1, aggregate, { checkoutId, reason: announcement.reason });
    case 'CartUnfreezeRequested':
      return outgoing(checkoutEvents.CartUnfreezeRequestedV1, aggregate, { checkoutId, cartId });
    case 'CheckoutCompleted':
      return outgoing(checkoutEvents.CheckoutCompletedV1, aggregate, {
        checkoutId,
        buyerId,
        orderIds: ordersOf(checkout).map((order) => order.orderId),
        total: totalIn(checkout),
      });
    case 'CheckoutAborted':
      if (!('abort' in progress)) throw new Error('a checkout that goes forward cannot be announced as aborted');
      return outgoing(checkoutEvents.CheckoutAbortedV1, aggregate, {
        checkoutId,
        buyerId,
        reason: progress.abort.reason,
        details: progress.abort.details,
      });
  }
};
