import { moneyToJson } from '@marketplace/kernel';
import { eventMessage, type EventMessage } from '@marketplace/platform';
import { ordersEvents } from '@marketplace/schema';
import { platformDiscountOf, type Order, type OrderEvent, type OrderTerms } from '../../domain/order';

const refOf = (terms: OrderTerms) => ({
  orderId: terms.id,
  checkoutId: terms.checkoutId,
  buyerId: terms.buyerId,
  sellerId: terms.sellerId,
});

const created = (terms: OrderTerms, version: number): EventMessage =>
  eventMessage(
    ordersEvents.OrderCreatedV1,
    { id: terms.id, version },
    {
      ...refOf(terms),
      orderNumber: terms.orderNumber,
      total: moneyToJson(terms.total),
      shipping: moneyToJson(terms.shipping.price),
      shippingDiscount: moneyToJson(terms.shipping.discount),
      platformDiscount: moneyToJson(platformDiscountOf(terms)),
      tax: moneyToJson(terms.tax),
      items: terms.items.map((item) => ({
        orderItemId: item.id,
        variantId: item.variantId,
        productId: item.productId,
        sku: item.sku,
        title: item.title,
        quantity: item.quantity,
        unitPrice: moneyToJson(item.unitPrice),
        total: moneyToJson(item.total),
        discount: moneyToJson(item.discount),
        tax: moneyToJson(item.tax),
      })),
      orderType: terms.kind,
    },
  );

/** The data that shipping needs. */
const shippingDetailsOf = (terms: OrderTerms) => ({
  sealedAddress: terms.sealedAddress,
  countryCode: terms.countryCode,
  shippingOptionId: terms.shipping.optionId,
  carrier: terms.shipping.carrier,
  service: terms.shipping.service,
  items: terms.items.map(({ id, variantId, quantity, weightGrams }) => ({ orderItemId: id, variantId, quantity, weightGrams })),
});

const paid = (terms: OrderTerms, paymentId: string, version: number): EventMessage =>
  eventMessage(
    ordersEvents.OrderPaidV1,
    { id: terms.id, version },
    { ...refOf(terms), paymentId, total: moneyToJson(terms.total), ...shippingDetailsOf(terms) },
  );

const placedCashOnDelivery = (terms: OrderTerms, version: number): EventMessage =>
  eventMessage(
    ordersEvents.CashOnDeliveryOrderPlacedV1,
    { id: terms.id, version },
    { ...refOf(terms), cashDue: moneyToJson(terms.total), ...shippingDetailsOf(terms) },
  );

/** The messages that other contexts receive about an event. Shipping publishes the events of parcels. */
export const ofOrder = ({ terms }: Order, event: OrderEvent, version: number): readonly EventMessage[] => {
  const aggregate = { id: terms.id, version };
  const ref = refOf(terms);
  switch (event.type) {
    case 'OrderCreated':
      return [created(terms, version)];
    case 'OrderConfirmed':
      return [eventMessage(ordersEvents.OrderConfirmedV1, aggregate, ref)];
    case 'OrderPaid':
      return [paid(terms, event.paymentId, version)];
    case 'CashOnDeliveryOrderPlaced':
      return [placedCashOnDelivery(terms, version)];
    case 'OrderShipped':
      return [eventMessage(ordersEvents.OrderShippedV1, aggregate, { ...ref, shipmentId: event.shipmentId })];
    case 'OrderDelivered':
      return [eventMessage(ordersEvents.OrderDeliveredV1, aggregate, { ...ref, orderType: terms.kind })];
    case 'OrderClosed':
      return [eventMessage(ordersEvents.OrderClosedV1, aggregate, { ...ref, reason: event.reason })];
    case 'OrderCancelled':
      return [eventMessage(ordersEvents.OrderCancelledV1, aggregate, { ...ref, reason: event.reason })];
    case 'ParcelPlanned':
    case 'ParcelDispatched':
    case 'ParcelDelivered':
      return [];
  }
};

export const creationRejected = (checkoutId: string, version: number, reason: 'checkout-cancelled' | 'invalid-amounts'): EventMessage =>
  eventMessage(ordersEvents.OrderCreationRejectedV1, { id: checkoutId, version }, { checkoutId, reason });

export const checkoutCancelled = (checkoutId: string, version: number): EventMessage =>
  eventMessage(ordersEvents.CheckoutOrdersCancelledV1, { id: checkoutId, version }, { checkoutId });
