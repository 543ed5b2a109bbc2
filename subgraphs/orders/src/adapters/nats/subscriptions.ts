import { idOf, isRefused, type Refusal } from '@marketplace/kernel';
import { handle, type EventHandler, type Log } from '@marketplace/platform';
import { checkoutEvents, paymentsEvents, shippingEvents, type DataOf } from '@marketplace/schema';
import type { Orders, CheckoutPayment } from '../../application/orders';

const checkoutPaymentOf = ({ checkoutId, paymentId, orders }: DataOf<typeof paymentsEvents.PaymentCapturedV1>): CheckoutPayment => ({
  checkoutId: idOf(checkoutId),
  paymentId: idOf(paymentId),
  orderIds: orders.map((order) => idOf(order.orderId)),
});

/** The handlers of other contexts' events. A refusal is logged only: the event came too early or too late to matter. */
export const subscriptions = (orders: Orders, log: Log): readonly EventHandler[] => {
  const logRefusal = (outcome: unknown): void => {
    if (isRefused(outcome)) log.info({ refused: (outcome as Refusal).refused }, 'message changes nothing');
  };
  return [
    handle(checkoutEvents.OrderCreationRequestedV1, (event, cause) => orders.createForCheckout(event.data, cause)),
    handle(checkoutEvents.OrderConfirmationRequestedV1, (event, cause) => orders.confirmCheckout(idOf(event.data.checkoutId), cause)),
    handle(checkoutEvents.OrderCancellationRequestedV1, (event, cause) =>
      orders.cancelCheckout(idOf(event.data.checkoutId), event.data.reason, cause),
    ),
    handle(paymentsEvents.PaymentCapturedV1, ({ data }, cause) => orders.markPaid(checkoutPaymentOf(data), cause)),
    handle(paymentsEvents.CashOnDeliveryAgreedV1, ({ data }, cause) => orders.placeCashOnDelivery(checkoutPaymentOf(data), cause)),
    handle(shippingEvents.ShipmentCreatedV1, async ({ data }, cause) => {
      logRefusal(
        await orders.planParcel(idOf(data.orderId), { shipmentId: idOf(data.shipmentId), parcelCount: data.shipmentCount }, cause),
      );
    }),
    handle(shippingEvents.ShipmentDispatchedV1, async ({ data }, cause) => {
      logRefusal(await orders.dispatchParcel(idOf(data.orderId), idOf(data.shipmentId), cause));
    }),
    handle(shippingEvents.ShipmentDeliveredV1, async ({ data }, cause) => {
      logRefusal(await orders.deliverParcel(idOf(data.orderId), idOf(data.shipmentId), cause));
    }),
  ];
};
