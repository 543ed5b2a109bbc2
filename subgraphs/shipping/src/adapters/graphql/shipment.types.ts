import type { ShipmentId } from '@marketplace/kernel';
import { enumOf, inputType, MoneyType, objectType, payloadOf, stubOf, t, toMoneyType } from '@marketplace/platform/graphql';
import type { ShipmentView, TrackingEntry } from '../../application/ports';
import type { Service, ShipmentStatus } from '../../domain/shipment';

const ShipmentStatusType = enumOf<ShipmentStatus>('ShipmentStatus', 'The status of a shipment.', {
  CREATED: 'The shipment was created; the carrier has not issued a label yet.',
  LABELLED: 'The carrier has issued a label and a tracking number.',
  DISPATCHED: 'The carrier has received the parcel.',
  IN_TRANSIT: 'The parcel is in transit between depots.',
  OUT_FOR_DELIVERY: 'The parcel is out for delivery.',
  DELIVERY_ATTEMPTED: 'A delivery attempt failed; the carrier will try again.',
  DELIVERED: 'The parcel was delivered.',
  FAILED: 'The parcel is lost or undeliverable.',
  CANCELLED: 'The shipment was cancelled before dispatch.',
});

export const ShippingServiceType = enumOf<Service>('ShippingService', 'The service level of a delivery.', {
  STANDARD: 'Standard delivery.',
  EXPRESS: 'Faster delivery at a higher price.',
});

const VariantStub = stubOf('Variant', 'A version of a product, such as one size and color. Buyers purchase variants.');

export const DeliveryWindowType = objectType(
  'DeliveryWindow',
  'The period in which a parcel is expected.',
  {
    from: t.dateTime('The date and time when the period begins.'),
    to: t.dateTime('The date and time when the period ends.'),
  },
  { isShareable: true },
);
export type DeliveryWindowType = InstanceType<typeof DeliveryWindowType>;

const ShipmentItemType = objectType('ShipmentItem', 'The units of an order item in a shipment.', {
  orderItemId: t.id('The ID of the order item.'),
  quantity: t.int('The number of units in this shipment.'),
  variant: t.of(VariantStub, 'The variant as currently in the catalog.').nullable(),
});
type ShipmentItemType = InstanceType<typeof ShipmentItemType>;

const ShipmentPackageType = objectType('ShipmentPackage', 'A package of a shipment.', {
  weightGrams: t.int('The weight of the package in grams.'),
});
type ShipmentPackageType = InstanceType<typeof ShipmentPackageType>;

const shipmentEventFields = {
  cursor: t.string('The cursor of the event. Pass it to `shipmentTracking` as `after` to continue after this event.'),
  at: t.dateTime('The date and time when the event occurred.'),
  status: t.of(ShipmentStatusType, 'The status that the event reports. A late message of the carrier can report an earlier status.'),
  location: t.string('The location of the event; null when it is unknown.').nullable(),
  description: t.string('The description of the event for the buyer.'),
};

export const ShipmentEventType = objectType(
  'ShipmentEvent',
  'An event in the history of a shipment. Events are never changed or removed.',
  shipmentEventFields,
);
export type ShipmentEventType = InstanceType<typeof ShipmentEventType>;

export const OrderType = objectType(
  'Order',
  'A purchase from one seller. A checkout creates one order per seller.',
  {
    id: t.id('The ID of the order.'),
    // Resolved separately, in one batch for all orders of a page.
    shipments: t.hidden<readonly ShipmentType[]>().optional(),
  },
  { key: 'id' },
);
export type OrderType = InstanceType<typeof OrderType>;

export const ShipmentType = objectType(
  'Shipment',
  'A shipment from one warehouse for one order. An order can have several.',
  {
    id: t.id('The ID of the shipment.'),
    status: t.of(ShipmentStatusType, 'The status of the shipment.'),
    carrier: t.string('The name of the carrier.'),
    service: t.of(ShippingServiceType, 'The service level.'),
    trackingNumber: t.string("The carrier's tracking number; null until the carrier issues a label.").nullable(),
    estimatedDelivery: t.of(DeliveryWindowType, 'The expected delivery window.'),
    items: t.list(ShipmentItemType, 'The items in the shipment.'),
    packages: t.list(ShipmentPackageType, 'The packages of the shipment.'),
    cashDue: t.of(MoneyType, 'The cash that the courier collects on delivery; null when the order is already paid.').nullable(),
    order: t.of(OrderType, 'The order that the shipment belongs to.').nullable(),
    /** The data of separately resolved fields. */
    view: t.hidden<ShipmentView>(),
  },
  { key: 'id' },
);
// eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/consistent-type-definitions -- an alias cannot refer to itself
export interface ShipmentType extends InstanceType<typeof ShipmentType> {}

export const ShipmentTrackingEventType = objectType('ShipmentTrackingEvent', 'A live event of a shipment.', {
  ...shipmentEventFields,
  shipment: t.of(ShipmentType, 'The current shipment.').nullable(),
});
export type ShipmentTrackingEventType = InstanceType<typeof ShipmentTrackingEventType>;

export const ShipmentDispatchInput = inputType('ShipmentDispatchInput', 'The shipment that was handed to the carrier.', {
  shipmentId: t.id<ShipmentId>('The ID of the shipment.'),
  idempotencyKey: t.idempotencyKey(),
});

export const ShipmentDispatchPayload = payloadOf('ShipmentDispatchPayload', 'The result of dispatching a shipment.', {
  shipment: t.of(ShipmentType, 'The dispatched shipment; null when the request failed.'),
});

export const toShipmentType = (view: ShipmentView): ShipmentType => {
  const { state, carrier, service, items, weightsGrams, cashDue } = view;
  return {
    id: state.parties.id,
    status: state.status,
    carrier,
    service,
    trackingNumber: 'label' in state ? state.label.trackingNumber : null,
    estimatedDelivery: state.estimatedDelivery,
    items: items.map(({ orderItemId, quantity, variantId }) => ({ orderItemId, quantity, variant: { id: variantId } })),
    packages: weightsGrams.map((weightGrams) => ({ weightGrams })),
    cashDue: cashDue === undefined ? null : toMoneyType(cashDue),
    order: { id: state.parties.orderId },
    view,
  };
};

/** The default descriptions of events. */
const sentences: Readonly<Record<ShipmentStatus, string>> = {
  CREATED: 'The seller is preparing the parcel.',
  LABELLED: 'The carrier is ready to receive the parcel.',
  DISPATCHED: 'The carrier has received the parcel.',
  IN_TRANSIT: 'The parcel is on its way.',
  OUT_FOR_DELIVERY: 'The parcel is out for delivery.',
  DELIVERY_ATTEMPTED: 'The delivery attempt failed. The carrier will try again.',
  DELIVERED: 'The parcel was delivered.',
  FAILED: 'The parcel could not be delivered.',
  CANCELLED: 'The parcel was not sent.',
};

export const toEventType = (entry: TrackingEntry): ShipmentEventType => ({
  cursor: entry.version.toString(),
  at: entry.at,
  status: entry.status,
  location: entry.location ?? null,
  description: entry.description ?? sentences[entry.status],
});
