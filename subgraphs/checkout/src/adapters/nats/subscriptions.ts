import { Counter } from 'prom-client';
import { defined, idOf, isRefused, type Cause } from '@marketplace/kernel';
import { handle, type EventHandler, type Log, registry } from '@marketplace/platform';
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
import type { SagaInput } from '../../domain/saga-messages';

const inputsTotal = new Counter({
  name: 'checkout_inputs_total',
  help: 'Events received by checkouts, by outcome: moved, or the reason why the event was ignored (checkout-not-found after a wipe)',
  labelNames: ['input', 'outcome'],
  registers: [registry],
});

const quoteReason = (reason: 'destination-not-served' | 'unknown-option' | 'currency-not-served'): AbortReason =>
  reason === 'unknown-option' ? 'unknown-shipping-option' : reason;

/**
 * Event handlers for the answers that checkouts wait for. Events that are not awaited, or belong to an unknown checkout,
 * are counted and ignored.
 */
export const subscriptions = (checkouts: Checkouts, log: Log): readonly EventHandler[] => {
  const answer = <Contract extends EventContract>(contract: Contract, toInput: (data: DataOf<Contract>) => SagaInput): EventHandler =>
    handle(contract, async (event, cause: Cause) => {
      const { checkoutId } = event.data as { readonly checkoutId: string };
      const outcome = await checkouts.handle(idOf(checkoutId), toInput(event.data), cause);
      inputsTotal.inc({ input: contract.type, outcome: isRefused(outcome) ? outcome.refused : outcome });
      if (isRefused(outcome)) log.debug({ input: contract.type, checkoutId, ignored: outcome.refused }, 'input ignored');
    });
  return [
    answer(cartsEvents.CartFrozenV1, ({ currency, lines, couponCodes = [] }) => ({ type: 'CartFrozen', currency, lines, couponCodes })),
    answer(cartsEvents.CartFreezeRejectedV1, ({ reason, currentVersion }) => ({
      type: 'CartFreezeRejected',
      reason,
      ...defined({ currentVersion }),
    })),
    answer(cartsEvents.CartUnfrozenV1, () => ({ type: 'CartUnfrozen' })),
    answer(shippingEvents.ShippingQuotedV1, ({ quotes }) => ({ type: 'ShippingQuoted', quotes })),
    answer(shippingEvents.ShippingQuoteRejectedV1, ({ reason }) => ({ type: 'ShippingQuoteRejected', reason: quoteReason(reason) })),
    answer(promotionsEvents.DiscountsQuotedV1, ({ total, lines, delivery }) => ({ type: 'DiscountsQuoted', total, lines, delivery })),
    answer(promotionsEvents.CouponRejectedV1, ({ code, reason }) => ({ type: 'CouponRejected', code, reason })),
    answer(promotionsEvents.DiscountsReleasedV1, () => ({ type: 'DiscountsReleased' })),
    answer(ordersEvents.OrderCreatedV1, ({ orderId, sellerId, total, platformDiscount }) => ({
      type: 'OrderCreated',
      orderId: idOf(orderId),
      sellerId,
      total,
      ...defined({ platformDiscount }),
    })),
    answer(ordersEvents.OrderCreationRejectedV1, () => ({ type: 'OrderCreationRejected' })),
    answer(ordersEvents.OrderConfirmedV1, ({ orderId }) => ({ type: 'OrderConfirmed', orderId: idOf(orderId) })),
    answer(ordersEvents.OrderPaidV1, ({ orderId }) => ({ type: 'OrderPaid', orderId: idOf(orderId) })),
    answer(ordersEvents.CashOnDeliveryOrderPlacedV1, ({ orderId }) => ({ type: 'CashOnDeliveryOrderPlaced', orderId: idOf(orderId) })),
    answer(ordersEvents.OrderCancelledV1, ({ orderId }) => ({ type: 'OrderCancelled', orderId: idOf(orderId) })),
    answer(ordersEvents.CheckoutOrdersCancelledV1, () => ({ type: 'CheckoutOrdersCancelled' })),
    answer(inventoryEvents.StockReservedV1, () => ({ type: 'StockReserved' })),
    answer(inventoryEvents.StockRejectedV1, ({ shortages }) => ({ type: 'StockRejected', shortages })),
    answer(inventoryEvents.ReservationConfirmedV1, () => ({ type: 'ReservationConfirmed' })),
    // For the checkout a backorder is a confirmation: the goods are the buyer's, even if they arrive later.
    answer(inventoryEvents.ReservationBackorderedV1, () => ({ type: 'ReservationConfirmed' })),
    answer(inventoryEvents.ReservationReleasedV1, () => ({ type: 'ReservationReleased' })),
    answer(paymentsEvents.PaymentAuthorizedV1, ({ paymentId }) => ({ type: 'PaymentAuthorized', paymentId: idOf(paymentId) })),
    answer(paymentsEvents.PaymentActionRequiredV1, ({ paymentId, url }) => ({
      type: 'PaymentActionRequired',
      paymentId: idOf(paymentId),
      url,
    })),
    answer(paymentsEvents.PaymentFailedV1, ({ paymentId, code }) => ({ type: 'PaymentFailed', paymentId: idOf(paymentId), code })),
    answer(paymentsEvents.PaymentVoidedV1, ({ paymentId }) => ({ type: 'PaymentVoided', paymentId: idOf(paymentId) })),
    answer(paymentsEvents.PaymentCapturedV1, ({ paymentId }) => ({ type: 'PaymentCaptured', paymentId: idOf(paymentId) })),
    answer(paymentsEvents.CashOnDeliveryAgreedV1, ({ paymentId }) => ({ type: 'CashOnDeliveryAgreed', paymentId: idOf(paymentId) })),
  ];
};
