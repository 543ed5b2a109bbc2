import type { ShipmentId } from '@marketplace/kernel';
import { enumOf, inputType, MoneyType, objectType, payloadOf, stubOf, t, toMoneyType } from '@marketplace/platform/graphql';
import type { ShipmentView, TrackingEntry } from '../../application/ports';
import type { Service, ShipmentStatus } from '../../domain/shipment';

const ShipmentStatusType = enumOf<ShipmentStatus>('ShipmentStatus', 'How far a parcel has come.', {
  CREATED: 'The seller packs it; no carrier knows of it yet.',
  LABELLED: 'A carrier has accepted it and named its tracking number.',
  DISPATCHED: 'The carrier has it.',
  IN_TRANSIT: 'It is on its way between depots.',
  OUT_FOR_DELIVERY: 'It is in the delivery van.',
  DELIVERY_ATTEMPTED: 'Nobody was there to take it; the carrier comes again.',
  DELIVERED: 'It was handed over.',
  FAILED: 'It will not arrive: lost or undeliverable.',
  CANCELLED: 'It never left.',
});

export const ShippingServiceType = enumOf<Service>('ShippingService', 'How fast a carrier delivers.', {
  STANDARD: 'At the usual price and pace.',
  EXPRESS: 'Sooner, for more.',
});

const VariantStub = stubOf('Variant', 'What can be bought.');

export const DeliveryWindowType = objectType(
  'DeliveryWindow',
  'When a parcel is expected.',
  {
    from: t.dateTime('Not before this moment.'),
    to: t.dateTime('Not after this moment.'),
  },
  { isShareable: true },
);
export type DeliveryWindowType = InstanceType<typeof DeliveryWindowType>;

const ShipmentItemType = objectType('ShipmentItem', 'An order line in a parcel, or the part of it that travels in this one.', {
  orderItemId: t.id('The line of the order.'),
  quantity: t.int('How many of it are in this parcel.'),
  variant: t.of(VariantStub, 'The variant as it is in the catalogue now.').nullable(),
});
type ShipmentItemType = InstanceType<typeof ShipmentItemType>;

const ShipmentPackageType = objectType('ShipmentPackage', 'One box of a shipment.', {
  weightGrams: t.int('Its weight.'),
});
type ShipmentPackageType = InstanceType<typeof ShipmentPackageType>;

const shipmentEventFields = {
  cursor: t.string('Pass to shipmentTracking as `after` to go on behind this entry.'),
  at: t.dateTime('When it happened.'),
  status: t.of(ShipmentStatusType, "What it says; a carrier's late message may tell of an earlier step."),
  location: t.string('Where; null when nobody said.').nullable(),
  description: t.string('A sentence for the person who waits for the parcel.'),
};

export const ShipmentEventType = objectType(
  'ShipmentEvent',
  'Something that happened to a shipment; entries are never changed or removed.',
  shipmentEventFields,
);
export type ShipmentEventType = InstanceType<typeof ShipmentEventType>;

export const OrderType = objectType(
  'Order',
  'What a buyer bought from one seller in one checkout.',
  {
    id: t.id('The id of the order.'),
    // Answered by the resolver, for all orders of a page at once.
    shipments: t.hidden<readonly ShipmentType[]>().optional(),
  },
  { key: 'id' },
);
export type OrderType = InstanceType<typeof OrderType>;

export const ShipmentType = objectType(
  'Shipment',
  'What leaves one warehouse for one order; an order may have several.',
  {
    id: t.id('The id of the shipment.'),
    status: t.of(ShipmentStatusType, 'How far it has come.'),
    carrier: t.string('Who delivers it.'),
    service: t.of(ShippingServiceType, 'How fast it travels.'),
    trackingNumber: t.string("The carrier's number for it; null until there is a label.").nullable(),
    estimatedDelivery: t.of(DeliveryWindowType, 'When it is expected.'),
    items: t.list(ShipmentItemType, 'What is in it.'),
    packages: t.list(ShipmentPackageType, 'The boxes it consists of.'),
    cashDue: t.of(MoneyType, 'What the courier collects at the door; null when it was paid before.').nullable(),
    order: t.of(OrderType, 'The order it belongs to.').nullable(),
    /** What the fields that are resolved separately need. */
    view: t.hidden<ShipmentView>(),
  },
  { key: 'id' },
);
// eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/consistent-type-definitions -- an alias cannot refer to itself
export interface ShipmentType extends InstanceType<typeof ShipmentType> {}

export const ShipmentTrackingEventType = objectType('ShipmentTrackingEvent', 'Something that happens to a shipment, as it happens.', {
  ...shipmentEventFields,
  shipment: t.of(ShipmentType, 'The shipment as it is now.').nullable(),
});
export type ShipmentTrackingEventType = InstanceType<typeof ShipmentTrackingEventType>;

export const ShipmentDispatchInput = inputType('ShipmentDispatchInput', 'Which shipment the carrier has taken.', {
  shipmentId: t.id<ShipmentId>('The shipment.'),
  idempotencyKey: t.idempotencyKey(),
});

export const ShipmentDispatchPayload = payloadOf('ShipmentDispatchPayload', 'The shipment after it was handed over, or why it was not.', {
  shipment: t.of(ShipmentType, 'The shipment, dispatched; null when that was refused.'),
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

/** Descriptions where the carrier gave none. */
const sentences: Readonly<Record<ShipmentStatus, string>> = {
  CREATED: 'The seller packs the parcel.',
  LABELLED: 'The carrier expects the parcel.',
  DISPATCHED: 'The carrier has the parcel.',
  IN_TRANSIT: 'The parcel is on its way.',
  OUT_FOR_DELIVERY: 'The parcel is in the delivery van.',
  DELIVERY_ATTEMPTED: 'Nobody was there to take the parcel; the carrier comes again.',
  DELIVERED: 'The parcel was handed over.',
  FAILED: 'The parcel will not arrive.',
  CANCELLED: 'The parcel was not sent.',
};

export const toEventType = (entry: TrackingEntry): ShipmentEventType => ({
  cursor: entry.version.toString(),
  at: entry.at,
  status: entry.status,
  location: entry.location ?? null,
  description: entry.description ?? sentences[entry.status],
});
