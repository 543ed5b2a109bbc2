import { idOf, isRefused, type Refusal } from '@marketplace/kernel';
import { on, type Listening, type Log } from '@marketplace/platform';
import { checkoutEvents, paymentsEvents, shippingEvents, type DataOf } from '@marketplace/schema';
import type { Orders, Settlement } from '../../application/orders';

const settlementOf = ({ checkoutId, paymentId, orders }: DataOf<typeof paymentsEvents.PaymentCapturedV1>): Settlement => ({
  checkoutId: idOf(checkoutId),
  paymentId: idOf(paymentId),
  orderIds: orders.map((order) => idOf(order.orderId)),
});

/** What orders does when it hears of others. A refusal here means that the news came too late or too early to matter. */
export const subscriptions = (orders: Orders, log: Log): readonly Listening[] => {
  const noted = (outcome: unknown): void => {
    if (isRefused(outcome)) log.info({ refused: (outcome as Refusal).refused }, 'message changes nothing');
  };
  return [
    on(checkoutEvents.OrderCreationRequestedV1, (event, cause) => orders.createForCheckout(event.data, cause)),
    on(checkoutEvents.OrderConfirmationRequestedV1, (event, cause) => orders.confirmCheckout(idOf(event.data.checkoutId), cause)),
    on(checkoutEvents.OrderCancellationRequestedV1, (event, cause) =>
      orders.cancelCheckout(idOf(event.data.checkoutId), event.data.reason, cause),
    ),
    on(paymentsEvents.PaymentCapturedV1, ({ data }, cause) => orders.markPaid(settlementOf(data), cause)),
    on(paymentsEvents.CashOnDeliveryAgreedV1, ({ data }, cause) => orders.placeForCash(settlementOf(data), cause)),
    on(shippingEvents.ShipmentCreatedV1, async ({ data }, cause) => {
      noted(await orders.planParcel(idOf(data.orderId), { shipmentId: idOf(data.shipmentId), parcelCount: data.shipmentCount }, cause));
    }),
    on(shippingEvents.ShipmentDispatchedV1, async ({ data }, cause) => {
      noted(await orders.dispatchParcel(idOf(data.orderId), idOf(data.shipmentId), cause));
    }),
    on(shippingEvents.ShipmentDeliveredV1, async ({ data }, cause) => {
      noted(await orders.deliverParcel(idOf(data.orderId), idOf(data.shipmentId), cause));
    }),
  ];
};
