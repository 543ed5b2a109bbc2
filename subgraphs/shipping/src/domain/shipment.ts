import type { CheckoutId, Instant, OrderId, OrderItemId, SellerId, ShipmentId, UserId, VariantId, WarehouseId } from '@marketplace/kernel';
import { statusOfScan, type MovingStatus, type Scan } from './scan';

/** Between which days a parcel is expected. */
export type DeliveryWindow = { readonly from: Instant; readonly to: Instant };

/** What the shipment is about; fixed from the first event on. */
export type Parties = {
  readonly id: ShipmentId;
  readonly orderId: OrderId;
  readonly checkoutId: CheckoutId;
  readonly sellerId: SellerId;
  readonly buyerId: UserId;
  readonly warehouseId: WarehouseId;
};

export type ShipmentItem = { readonly orderItemId: OrderItemId; readonly variantId: VariantId; readonly quantity: number };

/** One box, and how many of which item are in it. */
export type Package = { readonly weightGrams: number; readonly contents: readonly ShipmentItem[] };

export type Service = 'STANDARD' | 'EXPRESS';

/** What leaves the warehouse, and with whom. */
export type Consignment = {
  readonly carrier: string;
  readonly service: Service;
  readonly items: readonly ShipmentItem[];
  readonly packages: readonly Package[];
  /** How many shipments the order has in all. */
  readonly shipmentCount: number;
};

/** The carrier's promise to take the parcel. */
export type Label = { readonly carrier: string; readonly trackingNumber: string; readonly labelUrl: string };

type Planned = { readonly parties: Parties; readonly estimatedDelivery: DeliveryWindow };
type Labelled = Planned & { readonly label: Label };
type Underway = Labelled & {
  readonly dispatchedAt: Instant;
  /** The carrier's number of the newest scan that moved the status; older ones are only kept. */
  readonly lastSequence: number;
  /** How often nobody was there to take the parcel. */
  readonly failedDeliveries: number;
};

export type Shipment =
  | ({ readonly status: 'CREATED' } & Planned)
  | ({ readonly status: 'LABELLED' } & Labelled)
  | ({ readonly status: MovingStatus } & Underway)
  | ({ readonly status: 'DELIVERED'; readonly deliveredAt: Instant } & Underway)
  | ({ readonly status: 'FAILED'; readonly reason: string } & Underway)
  | ({ readonly status: 'CANCELLED'; readonly reason: string; readonly label?: Label } & Planned);

export type ShipmentStatus = Shipment['status'];

export type ShipmentEvent =
  | {
      readonly type: 'ShipmentCreated';
      readonly parties: Parties;
      readonly consignment: Consignment;
      readonly estimatedDelivery: DeliveryWindow;
      readonly at: Instant;
    }
  | { readonly type: 'ShipmentLabelled'; readonly label: Label; readonly estimatedDelivery: DeliveryWindow; readonly at: Instant }
  /** Without a scan when the seller says so, or when a later scan implies it. */
  | { readonly type: 'ShipmentDispatched'; readonly scan?: Scan; readonly at: Instant }
  | { readonly type: 'ShipmentTracked'; readonly scan: Scan; readonly at: Instant }
  /** A scan that came late or after the end: kept, and changing nothing. */
  | { readonly type: 'ScanKept'; readonly scan: Scan; readonly at: Instant }
  | { readonly type: 'DeliveryAttempted'; readonly scan: Scan; readonly nextDelivery: DeliveryWindow; readonly at: Instant }
  | { readonly type: 'ShipmentDelivered'; readonly scan: Scan; readonly at: Instant }
  | { readonly type: 'ShipmentFailed'; readonly reason: string; readonly scan: Scan; readonly at: Instant }
  | { readonly type: 'ShipmentCancelled'; readonly reason: string; readonly at: Instant };

/** Nothing moves a shipment any more. */
export const isFinal = (status: ShipmentStatus): boolean => status === 'DELIVERED' || status === 'FAILED' || status === 'CANCELLED';

/** The label of a shipment that must have one: without it, nothing is dispatched or scanned. */
export const labelOf = (shipment: Shipment): Label => {
  if (!('label' in shipment)) throw new Error(`a shipment that is ${shipment.status} has no label`);
  return shipment.label;
};

const expected = <State>(state: State | undefined, event: ShipmentEvent): State => {
  if (state === undefined) throw new Error(`${event.type} does not fit the shipment's history`);
  return state;
};

const plannedPart = ({ parties, estimatedDelivery }: Planned): Planned => ({ parties, estimatedDelivery });

const labelledPart = (shipment: Shipment | undefined): Labelled | undefined =>
  shipment !== undefined && 'label' in shipment ? { ...plannedPart(shipment), label: shipment.label } : undefined;

const underwayPart = (shipment: Shipment | undefined): Underway | undefined => {
  if (shipment === undefined || !('dispatchedAt' in shipment)) return undefined;
  const { parties, estimatedDelivery, label, dispatchedAt, lastSequence, failedDeliveries } = shipment;
  return { parties, estimatedDelivery, label, dispatchedAt, lastSequence, failedDeliveries };
};

const seen = (shipment: Shipment | undefined, event: Extract<ShipmentEvent, { scan: Scan }>): Underway => {
  const underway = expected(underwayPart(shipment), event);
  return { ...underway, lastSequence: Math.max(underway.lastSequence, event.scan.sequence) };
};

const tracked = (shipment: Shipment | undefined, event: Extract<ShipmentEvent, { type: 'ShipmentTracked' }>): Shipment => {
  const status = statusOfScan(event.scan.status);
  if (status === 'DELIVERED' || status === 'FAILED') throw new Error(`${event.scan.status} is more than a scan on the way`);
  return { status, ...seen(shipment, event) };
};

const cancelled = (shipment: Shipment, reason: string): Shipment => {
  const label = labelledPart(shipment)?.label;
  return { status: 'CANCELLED', reason, ...plannedPart(shipment), ...(label === undefined ? {} : { label }) };
};

const change = (shipment: Shipment, event: Exclude<ShipmentEvent, { type: 'ShipmentCreated' }>): Shipment => {
  switch (event.type) {
    case 'ShipmentLabelled':
      return { status: 'LABELLED', parties: shipment.parties, label: event.label, estimatedDelivery: event.estimatedDelivery };
    case 'ShipmentDispatched': {
      const lastSequence = event.scan?.sequence ?? 0;
      return {
        status: 'DISPATCHED',
        ...expected(labelledPart(shipment), event),
        dispatchedAt: event.at,
        lastSequence,
        failedDeliveries: 0,
      };
    }
    case 'ShipmentTracked':
      return tracked(shipment, event);
    case 'ScanKept':
      return shipment;
    case 'DeliveryAttempted': {
      const underway = seen(shipment, event);
      const failedDeliveries = underway.failedDeliveries + 1;
      return { status: 'DELIVERY_ATTEMPTED', ...underway, failedDeliveries, estimatedDelivery: event.nextDelivery };
    }
    case 'ShipmentDelivered':
      return { status: 'DELIVERED', ...seen(shipment, event), deliveredAt: event.at };
    case 'ShipmentFailed':
      return { status: 'FAILED', ...seen(shipment, event), reason: event.reason };
    case 'ShipmentCancelled':
      return cancelled(shipment, event.reason);
  }
};

/** The state after an event. Events are facts: they are applied, never questioned. */
export const evolve = (shipment: Shipment | undefined, event: ShipmentEvent): Shipment =>
  event.type === 'ShipmentCreated'
    ? { status: 'CREATED', parties: event.parties, estimatedDelivery: event.estimatedDelivery }
    : change(expected(shipment, event), event);
