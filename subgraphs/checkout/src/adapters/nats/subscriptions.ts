import { idOf, isRefused, type Cause } from '@marketplace/kernel';
import { on, type Listening, type Log } from '@marketplace/platform';
import {
  cartsEvents,
  inventoryEvents,
  ordersEvents,
  paymentsEvents,
  shippingEvents,
  type DataOf,
  type EventContract,
} from '@marketplace/schema';
import type { Checkouts } from '../../application/checkouts';
import type { AbortReason } from '../../domain/checkout';
import type { News } from '../../domain/news';

const quoteReason = (reason: 'destination-not-served' | 'unknown-option' | 'currency-not-served'): AbortReason =>
  reason === 'unknown-option' ? 'unknown-shipping-option' : reason;

/** Every answer that a checkout waits for. What is not awaited any more is noted and changes nothing. */
export const subscriptions = (checkouts: Checkouts, log: Log): readonly Listening[] => {
  const hears = <Contract extends EventContract>(contract: Contract, toNews: (data: DataOf<Contract>) => News): Listening =>
    on(contract, async (event, cause: Cause) => {
      const { checkoutId } = event.data as { readonly checkoutId: string };
      const outcome = await checkouts.hear(idOf(checkoutId), toNews(event.data), cause);
      if (isRefused(outcome)) log.debug({ news: contract.type, checkoutId, ignored: outcome.refused }, 'news change nothing');
    });
  return [
    hears(cartsEvents.CartFrozenV1, ({ currency, lines }) => ({
      type: 'CartFrozen',
      currency,
      lines: lines.map(({ lineId: _line, ...line }) => line),
    })),
    hears(cartsEvents.CartFreezeRejectedV1, ({ reason, currentVersion }) => ({
      type: 'CartFreezeRejected',
      reason,
      ...(currentVersion === undefined ? {} : { currentVersion }),
    })),
    hears(cartsEvents.CartUnfrozenV1, () => ({ type: 'CartUnfrozen' })),
    hears(shippingEvents.ShippingQuotedV1, ({ quotes }) => ({ type: 'ShippingQuoted', quotes })),
    hears(shippingEvents.ShippingQuoteRejectedV1, ({ reason }) => ({ type: 'ShippingQuoteRejected', reason: quoteReason(reason) })),
    hears(ordersEvents.OrderCreatedV1, ({ orderId, sellerId, total }) => ({
      type: 'OrderCreated',
      orderId: idOf(orderId),
      sellerId,
      total,
    })),
    hears(ordersEvents.OrderCreationRejectedV1, () => ({ type: 'OrderCreationRejected' })),
    hears(ordersEvents.OrderConfirmedV1, ({ orderId }) => ({ type: 'OrderConfirmed', orderId: idOf(orderId) })),
    hears(ordersEvents.OrderPaidV1, ({ orderId }) => ({ type: 'OrderPaid', orderId: idOf(orderId) })),
    hears(ordersEvents.OrderCancelledV1, ({ orderId }) => ({ type: 'OrderCancelled', orderId: idOf(orderId) })),
    hears(ordersEvents.CheckoutOrdersCancelledV1, () => ({ type: 'CheckoutOrdersCancelled' })),
    hears(inventoryEvents.StockReservedV1, () => ({ type: 'StockReserved' })),
    hears(inventoryEvents.StockRejectedV1, ({ shortages }) => ({ type: 'StockRejected', shortages })),
    hears(inventoryEvents.ReservationConfirmedV1, () => ({ type: 'ReservationConfirmed' })),
    hears(inventoryEvents.ReservationReleasedV1, () => ({ type: 'ReservationReleased' })),
    hears(paymentsEvents.PaymentAuthorizedV1, () => ({ type: 'PaymentAuthorized' })),
    hears(paymentsEvents.PaymentActionRequiredV1, ({ url }) => ({ type: 'PaymentActionRequired', url })),
    hears(paymentsEvents.PaymentFailedV1, ({ code }) => ({ type: 'PaymentFailed', code })),
    hears(paymentsEvents.PaymentVoidedV1, () => ({ type: 'PaymentVoided' })),
    hears(paymentsEvents.PaymentCapturedV1, () => ({ type: 'PaymentCaptured' })),
  ];
};
