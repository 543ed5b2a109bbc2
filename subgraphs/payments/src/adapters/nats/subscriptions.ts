import { idOf, isRefused, type Refusal } from '@marketplace/kernel';
import { on, type Listening, type Log } from '@marketplace/platform';
import { checkoutEvents, ordersEvents } from '@marketplace/schema';
import type { Payments } from '../../application/payments';

/** What payments does when it hears of others. A refusal is a request that its flow cannot have meant: a human should look. */
export const subscriptions = (payments: Payments, log: Log): readonly Listening[] => {
  const noted = (outcome: Refusal | undefined, about: Readonly<Record<string, string>>): void => {
    if (isRefused(outcome)) log.error({ refused: outcome.refused, ...about }, 'request refused');
  };
  return [
    on(checkoutEvents.PaymentAuthorizationRequestedV1, async ({ data }, cause) => {
      noted(await payments.requestAuthorization(data, cause), { paymentId: data.paymentId });
    }),
    on(checkoutEvents.PaymentCaptureRequestedV1, async ({ data }, cause) => {
      noted(await payments.requestCapture(data, cause), { paymentId: data.paymentId });
    }),
    on(checkoutEvents.PaymentVoidRequestedV1, async ({ data }, cause) => {
      noted(await payments.requestVoid(data, cause), { paymentId: data.paymentId });
    }),
    on(ordersEvents.OrderCancelledV1, async ({ data }, cause) => {
      noted(await payments.cancelOrder(idOf(data.orderId), cause), { orderId: data.orderId });
    }),
    on(ordersEvents.OrderDeliveredV1, async ({ data }, cause) => {
      // Most orders were paid before.
      if (data.orderType === 'PREPAID') return;
      noted(await payments.collectCash(idOf(data.orderId), cause), { orderId: data.orderId });
    }),
    on(ordersEvents.OrderClosedV1, async ({ data }, cause) => {
      noted(await payments.closeOrder(idOf(data.orderId), cause), { orderId: data.orderId });
    }),
  ];
};
