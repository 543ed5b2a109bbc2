import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { ShipmentId } from '@marketplace/kernel';
import {
  DateTime,
  enumOf,
  field,
  IdempotencyKey,
  MoneyType,
  payloadOf,
  stubOf,
  toMoneyType,
  type Stub,
} from '@marketplace/platform/graphql';
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

@Directive('@shareable')
@ObjectType('DeliveryWindow', { description: 'When a parcel is expected.' })
export class DeliveryWindowType {
  @Field(() => DateTime, { description: 'Not before this moment.' })
  from!: string;

  @Field(() => DateTime, { description: 'Not after this moment.' })
  to!: string;
}

@ObjectType('ShipmentItem', { description: 'An order line in a parcel, or the part of it that travels in this one.' })
export class ShipmentItemType {
  @Field(() => ID, { description: 'The line of the order.' })
  orderItemId!: string;

  @Field(() => Int, { description: 'How many of it are in this parcel.' })
  quantity!: number;

  @Field(() => VariantStub, { nullable: true, description: 'The variant as it is in the catalogue now.' })
  variant!: Stub | null;
}

@ObjectType('ShipmentPackage', { description: 'One box of a shipment.' })
export class ShipmentPackageType {
  @Field(() => Int, { description: 'Its weight.' })
  weightGrams!: number;
}

@ObjectType('ShipmentEvent', { description: 'Something that happened to a shipment; entries are never changed or removed.' })
export class ShipmentEventType {
  @Field(() => String, { description: 'Pass to shipmentTracking as `after` to go on behind this entry.' })
  cursor!: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  at!: string;

  @Field(() => ShipmentStatusType, { description: "What it says; a carrier's late message may tell of an earlier step." })
  status!: string;

  @Field(() => String, { nullable: true, description: 'Where; null when nobody said.' })
  location!: string | null;

  @Field(() => String, { description: 'A sentence for the person who waits for the parcel.' })
  description!: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Order', { description: 'What a buyer bought from one seller in one checkout.' })
export class OrderType {
  @Field(() => ID, { description: 'The id of the order.' })
  id!: string;

  // Answered by the resolver, for all orders of a page at once.
  shipments?: readonly ShipmentType[];
}

@Directive('@key(fields: "id")')
@ObjectType('Shipment', { description: 'What leaves one warehouse for one order; an order may have several.' })
export class ShipmentType {
  @Field(() => ID, { description: 'The id of the shipment.' })
  id!: string;

  @Field(() => ShipmentStatusType, { description: 'How far it has come.' })
  status!: string;

  @Field(() => String, { description: 'Who delivers it.' })
  carrier!: string;

  @Field(() => ShippingServiceType, { description: 'How fast it travels.' })
  service!: string;

  @Field(() => String, { nullable: true, description: "The carrier's number for it; null until there is a label." })
  trackingNumber!: string | null;

  @Field(() => DeliveryWindowType, { description: 'When it is expected.' })
  estimatedDelivery!: DeliveryWindowType;

  @Field(() => [ShipmentItemType], { description: 'What is in it.' })
  items!: readonly ShipmentItemType[];

  @Field(() => [ShipmentPackageType], { description: 'The boxes it consists of.' })
  packages!: readonly ShipmentPackageType[];

  @Field(() => MoneyType, { nullable: true, description: 'What the courier collects at the door; null when it was paid before.' })
  cashDue!: MoneyType | null;

  @Field(() => OrderType, { nullable: true, description: 'The order it belongs to.' })
  order!: OrderType | null;

  /** What the fields that are resolved separately need. */
  view!: ShipmentView;
}

@ObjectType('ShipmentTrackingEvent', { description: 'Something that happens to a shipment, as it happens.' })
export class ShipmentTrackingEventType extends ShipmentEventType {
  @Field(() => ShipmentType, { nullable: true, description: 'The shipment as it is now.' })
  shipment!: ShipmentType | null;
}

@InputType('ShipmentDispatchInput', { description: 'Which shipment the carrier has taken.' })
export class ShipmentDispatchInput {
  @Field(() => ID, { description: 'The shipment.' })
  shipmentId!: ShipmentId;

  @IdempotencyKey()
  idempotencyKey!: string;
}

export const ShipmentDispatchPayload = payloadOf('ShipmentDispatchPayload', 'The shipment after it was handed over, or why it was not.', {
  shipment: field(() => ShipmentType, 'The shipment, dispatched; null when that was refused.'),
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
