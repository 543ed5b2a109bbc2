import { defined } from '@marketplace/kernel';
import { eventMessage, type EventMessage } from '@marketplace/platform';
import { checkoutEvents } from '@marketplace/schema';
import { ordersOf, totalOf, type Checkout, type CheckoutOrder } from '../../domain/checkout';
import type { OutboundMessage } from '../../domain/saga-messages';
import { couponCodesOf, currencyIn, linesOf, parcelsOf, quotesOf, sellerOrdersOf } from '../../domain/seller-orders';

const totalIn = (checkout: Checkout) => totalOf(checkout) ?? { amount: '0', currency: currencyIn(checkout) };

const toShare = ({ orderId, sellerId, total, platformDiscount }: CheckoutOrder) => ({
  orderId,
  sellerId,
  amount: total,
  ...defined({ platformDiscount }),
});

/** The event of a message, published by the checkout. */
export const publication = (checkout: Checkout, message: OutboundMessage, version: number): EventMessage => {
  const { request, progress } = checkout;
  const { checkoutId, buyerId, cartId, countryCode } = request;
  const aggregate = { id: checkoutId, version };
  const isCashOnDelivery = request.payBy === 'CASH_ON_DELIVERY';
  switch (message.type) {
    case 'CheckoutStarted':
      return eventMessage(checkoutEvents.CheckoutStartedV1, aggregate, {
        checkoutId,
        buyerId,
        cartId,
        expectedCartVersion: request.expectedCartVersion,
      });
    case 'ShippingQuoteRequested':
      return eventMessage(checkoutEvents.ShippingQuoteRequestedV1, aggregate, {
        checkoutId,
        countryCode,
        currency: currencyIn(checkout),
        optionIds: [...request.shippingOptionIds],
        parcels: parcelsOf(checkout),
      });
    case 'OrderCreationRequested':
      return eventMessage(checkoutEvents.OrderCreationRequestedV1, aggregate, {
        checkoutId,
        buyerId,
        currency: currencyIn(checkout),
        countryCode,
        sealedAddress: request.sealedAddress,
        sellers: sellerOrdersOf(checkout),
        orderType: isCashOnDelivery ? 'CASH_ON_DELIVERY' : 'PREPAID',
      });
    case 'DiscountQuoteRequested':
      return eventMessage(checkoutEvents.DiscountQuoteRequestedV1, aggregate, {
        checkoutId,
        buyerId,
        countryCode,
        currency: currencyIn(checkout),
        expiresAt: message.expiresAt,
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
      return eventMessage(checkoutEvents.DiscountReleaseRequestedV1, aggregate, { checkoutId });
    case 'StockReservationRequested':
      return eventMessage(checkoutEvents.StockReservationRequestedV1, aggregate, {
        checkoutId,
        reservationId: checkoutId,
        countryCode,
        expiresAt: message.expiresAt,
        lines: linesOf(checkout).map(({ variantId, quantity }) => ({ variantId, quantity })),
      });
    case 'PaymentAuthorizationRequested':
      return eventMessage(checkoutEvents.PaymentAuthorizationRequestedV1, aggregate, {
        checkoutId,
        paymentId: message.paymentId,
        buyerId,
        amount: totalIn(checkout),
        sealedMethod: message.sealedMethod,
        orders: ordersOf(checkout).map(toShare),
        ...defined({ cashOnDelivery: isCashOnDelivery || undefined }),
      });
    case 'CheckoutPaymentDeclined': {
      const { code, retryUntil } = message;
      return eventMessage(checkoutEvents.CheckoutPaymentDeclinedV1, aggregate, { checkoutId, buyerId, code, retryUntil });
    }
    case 'CheckoutActionRequired':
      return eventMessage(checkoutEvents.CheckoutActionRequiredV1, aggregate, { checkoutId, buyerId, expiresAt: message.expiresAt });
    case 'OrderConfirmationRequested':
      return eventMessage(checkoutEvents.OrderConfirmationRequestedV1, aggregate, { checkoutId });
    case 'PaymentCaptureRequested':
      return eventMessage(checkoutEvents.PaymentCaptureRequestedV1, aggregate, { checkoutId, paymentId: message.paymentId });
    case 'PaymentVoidRequested':
      return eventMessage(checkoutEvents.PaymentVoidRequestedV1, aggregate, { checkoutId, paymentId: message.paymentId });
    case 'StockReleaseRequested':
      return eventMessage(checkoutEvents.StockReleaseRequestedV1, aggregate, { checkoutId, reservationId: checkoutId });
    case 'OrderCancellationRequested':
      return eventMessage(checkoutEvents.OrderCancellationRequestedV1, aggregate, { checkoutId, reason: message.reason });
    case 'CartUnfreezeRequested':
      return eventMessage(checkoutEvents.CartUnfreezeRequestedV1, aggregate, { checkoutId, cartId });
    case 'CheckoutCompleted':
      return eventMessage(checkoutEvents.CheckoutCompletedV1, aggregate, {
        checkoutId,
        buyerId,
        orderIds: ordersOf(checkout).map((order) => order.orderId),
        total: totalIn(checkout),
      });
    case 'CheckoutAborted':
      if (!('abort' in progress)) throw new Error('a checkout that is not aborted cannot publish CheckoutAborted');
      return eventMessage(checkoutEvents.CheckoutAbortedV1, aggregate, {
        checkoutId,
        buyerId,
        reason: progress.abort.reason,
        details: progress.abort.details,
      });
  }
};
