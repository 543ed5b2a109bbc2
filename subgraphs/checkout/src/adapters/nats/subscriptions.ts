import { idOf, isRefused, type Cause } from '@marketplace/kernel';
import { Counter } from 'prom-client';
import { on, registry, type Listening, type Log } from '@marketplace/platform';
import {
  cartsEvents,
  inventoryEvents,
  ordersEvents,
  paymentsEvents,
  promotionsEvents,
  shippingEvents,
  type DataOf,
  type EventContract,
} from '@marketplace/schema';
import type { Checkouts } from '../../application/checkouts';
import type { AbortReason } from '../../domain/checkout';
import type { News } from '../../domain/news';

const quoteReason = (reason: 'destination-not-served' | 'unknown-option' | 'currency-not-served'): AbortReason =>
  reason === 'unknown-option' ? 'unknown-shipping-option' : reason;

const heard = new Counter({
  name: 'checkout_news_total',
  help: 'What checkouts heard, by what came of it: moved, or why it changed nothing (checkout-not-found after a wipe)',
  labelNames: ['news', 'outcome'],
  registers: [registry],
});

/**
 * Every answer that a checkout waits for. What is not awaited any more, or is for a checkout that nobody knows, is
 * counted and changes nothing.
 */
export const subscriptions = (checkouts: Checkouts, log: Log): readonly Listening[] => {
  const hears = <Contract extends EventContract>(contract: Contract, toNews: (data: DataOf<Contract>) => News): Listening =>
    on(contract, async (event, cause: Cause) => {
      const { checkoutId } = event.data as { readonly checkoutId: string };
      const outcome = await checkouts.hear(idOf(checkoutId), toNews(event.data), cause);
      heard.inc({ news: contract.type, outcome: isRefused(outcome) ? outcome.refused : outcome });
      if (isRefused(outcome)) log.debug({ news: contract.type, checkoutId, ignored: outcome.refused }, 'news change nothing');
    });
  return [
    hears(cartsEvents.CartFrozenV1, ({ currency, lines, couponCodes = [] }) => ({ type: 'CartFrozen', currency, lines, couponCodes })),
    hears(cartsEvents.CartFreezeRejectedV1, ({ reason, currentVersion }) => ({
      type: 'CartFreezeRejected',
      reason,
      ...(currentVersion === undefined ? {} : { currentVersion }),
    })),
    hears(cartsEvents.CartUnfrozenV1, () => ({ type: 'CartUnfrozen' })),
    hears(shippingEvents.ShippingQuotedV1, ({ quotes }) => ({ type: 'ShippingQuoted', quotes })),
    hears(shippingEvents.ShippingQuoteRejectedV1, ({ reason }) => ({ type: 'ShippingQuoteRejected', reason: quoteReason(reason) })),
    hears(promotionsEvents.DiscountsQuotedV1, ({ total, lines, delivery }) => ({ type: 'DiscountsQuoted', total, lines, delivery })),
    hears(promotionsEvents.CouponRejectedV1, ({ code, reason }) => ({ type: 'CouponRejected', code, reason })),
    hears(promotionsEvents.DiscountsReleasedV1, () => ({ type: 'DiscountsReleased' })),
    hears(ordersEvents.OrderCreatedV1, ({ orderId, sellerId, total, platformDiscount }) => ({
      type: 'OrderCreated',
      orderId: idOf(orderId),
      sellerId,
      total,
      ...(platformDiscount === undefined ? {} : { platformDiscount }),
    })),
    hears(ordersEvents.OrderCreationRejectedV1, () => ({ type: 'OrderCreationRejected' })),
    hears(ordersEvents.OrderConfirmedV1, ({ orderId }) => ({ type: 'OrderConfirmed', orderId: idOf(orderId) })),
    hears(ordersEvents.OrderPaidV1, ({ orderId }) => ({ type: 'OrderPaid', orderId: idOf(orderId) })),
    hears(ordersEvents.CashOnDeliveryOrderPlacedV1, ({ orderId }) => ({ type: 'CashOnDeliveryOrderPlaced', orderId: idOf(orderId) })),
    hears(ordersEvents.OrderCancelledV1, ({ orderId }) => ({ type: 'OrderCancelled', orderId: idOf(orderId) })),
    hears(ordersEvents.CheckoutOrdersCancelledV1, () => ({ type: 'CheckoutOrdersCancelled' })),
    hears(inventoryEvents.StockReservedV1, () => ({ type: 'StockReserved' })),
    hears(inventoryEvents.StockRejectedV1, ({ shortages }) => ({ type: 'StockRejected', shortages })),
    hears(inventoryEvents.ReservationConfirmedV1, () => ({ type: 'ReservationConfirmed' })),
    // For the checkout that is the same promise: the goods are the buyer's, whenever they arrive.
    hears(inventoryEvents.ReservationBackorderedV1, () => ({ type: 'ReservationConfirmed' })),
    hears(inventoryEvents.ReservationReleasedV1, () => ({ type: 'ReservationReleased' })),
    hears(paymentsEvents.PaymentAuthorizedV1, ({ paymentId }) => ({ type: 'PaymentAuthorized', paymentId: idOf(paymentId) })),
    hears(paymentsEvents.PaymentActionRequiredV1, ({ paymentId, url }) => ({
      type: 'PaymentActionRequired',
      paymentId: idOf(paymentId),
      url,
    })),
    hears(paymentsEvents.PaymentFailedV1, ({ paymentId, code }) => ({ type: 'PaymentFailed', paymentId: idOf(paymentId), code })),
    hears(paymentsEvents.PaymentVoidedV1, ({ paymentId }) => ({ type: 'PaymentVoided', paymentId: idOf(paymentId) })),
    hears(paymentsEvents.PaymentCapturedV1, ({ paymentId }) => ({ type: 'PaymentCaptured', paymentId: idOf(paymentId) })),
    hears(paymentsEvents.CashOnDeliveryAgreedV1, ({ paymentId }) => ({ type: 'CashOnDeliveryAgreed', paymentId: idOf(paymentId) })),
  ];
};
