import type { Alert } from '@marketplace/application';
import { idOf, isRefused, moneyFromJson, zero, type Refusal } from '@marketplace/kernel';
import { handle, type EventHandler } from '@marketplace/platform';
import { checkoutEvents, ordersEvents, type DataOf } from '@marketplace/schema';
import type { AuthorizationRequest, Payments } from '../../application/payments';
import type { PaymentRef } from '../../domain/payment';

const refOf = (data: { readonly paymentId: string; readonly checkoutId: string }): PaymentRef => ({
  paymentId: idOf(data.paymentId),
  checkoutId: idOf(data.checkoutId),
});

const requestOf = (data: DataOf<typeof checkoutEvents.PaymentAuthorizationRequestedV1>): AuthorizationRequest => {
  const amount = moneyFromJson(data.amount);
  return {
    ref: refOf(data),
    terms: { buyerId: idOf(data.buyerId), amount, method: data.cashOnDelivery === true ? 'CASH_ON_DELIVERY' : 'CARD' },
    shares: data.orders.map((order) => ({
      orderId: idOf(order.orderId),
      sellerId: idOf(order.sellerId),
      amount: moneyFromJson(order.amount),
      platformDiscount: order.platformDiscount === undefined ? zero(amount.currency) : moneyFromJson(order.platformDiscount),
    })),
    sealedMethod: data.sealedMethod,
  };
};

/** The event handlers of payments. A refusal points to a fault in the flow, so it raises an alert. */
export const subscriptions = (payments: Payments, alert: Alert): readonly EventHandler[] => {
  const alertIfRefused = (outcome: Refusal | undefined, about: Readonly<Record<string, string>>): void => {
    if (isRefused(outcome)) alert('payment-request-refused', { refused: outcome.refused, ...about });
  };
  return [
    handle(checkoutEvents.PaymentAuthorizationRequestedV1, async ({ data }, cause) => {
      alertIfRefused(await payments.requestAuthorization(requestOf(data), cause), { paymentId: data.paymentId });
    }),
    handle(checkoutEvents.PaymentCaptureRequestedV1, async ({ data }, cause) => {
      alertIfRefused(await payments.requestCapture(idOf(data.paymentId), cause), { paymentId: data.paymentId });
    }),
    handle(checkoutEvents.PaymentVoidRequestedV1, async ({ data }, cause) => {
      alertIfRefused(await payments.requestVoid(refOf(data), cause), { paymentId: data.paymentId });
    }),
    handle(ordersEvents.OrderCancelledV1, async ({ data }, cause) => {
      alertIfRefused(await payments.cancelOrder(idOf(data.orderId), cause), { orderId: data.orderId });
    }),
    handle(ordersEvents.OrderDeliveredV1, async ({ data }, cause) => {
      if (data.orderType === 'PREPAID') return;
      alertIfRefused(await payments.collectCash(idOf(data.orderId), cause), { orderId: data.orderId });
    }),
    handle(ordersEvents.OrderClosedV1, async ({ data }, cause) => {
      alertIfRefused(await payments.closeOrder(idOf(data.orderId), cause), { orderId: data.orderId });
    }),
  ];
};
