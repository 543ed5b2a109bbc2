import {
  defined,
  type CheckoutId,
  type Instant,
  type OrderId,
  type OrderItemId,
  type SellerId,
  type ShipmentId,
  type UserId,
  type VariantId,
  type WarehouseId,
} from '@marketplace/kernel';
import { statusOfScan, type MovingStatus, type Scan } from './scan';

/** The period in which a parcel is expected. */
export type DeliveryWindow = { readonly from: Instant; readonly to: Instant };

/** The references of a shipment. They never change. */
export type Parties = {
  readonly id: ShipmentId;
  readonly orderId: OrderId;
  readonly checkoutId: CheckoutId;
  readonly sellerId: SellerId;
  readonly buyerId: UserId;
  readonly warehouseId: WarehouseId;
};

export type ShipmentItem = { readonly orderItemId: OrderItemId; readonly variantId: VariantId; readonly quantity: number };

/** A box with its contents. */
export type Package = { readonly weightGrams: number; readonly contents: readonly ShipmentItem[] };

export type Service = 'STANDARD' | 'EXPRESS';

/** The goods of a shipment and their carrier. */
export type Consignment = {
  readonly carrier: string;
  readonly service: Service;
  readonly items: readonly ShipmentItem[];
  readonly packages: readonly Package[];
  /** The number of shipments of the order. */
  readonly shipmentCount: number;
};

/** The carrier's label, which confirms that it accepts the parcel. */
export type Label = { readonly carrier: string; readonly trackingNumber: string; readonly labelUrl: string };

type Planned = { readonly parties: Parties; readonly estimatedDelivery: DeliveryWindow };
type Labelled = Planned & { readonly label: Label };
type Dispatched = Labelled & {
  readonly dispatchedAt: Instant;
  /** The highest sequence number of a scan that changed the status. Scans with lower numbers are only recorded. */
  readonly lastSequence: number;
  /** The number of failed delivery attempts. */
  readonly failedDeliveries: number;
};

export type Shipment =
  | ({ readonly status: 'CREATED' } & Planned)
  | ({ readonly status: 'LABELLED' } & Labelled)
  | ({ readonly status: MovingStatus } & Dispatched)
  | ({ readonly status: 'DELIVERED'; readonly deliveredAt: Instant } & Dispatched)
  | ({ readonly status: 'FAILED'; readonly reason: string } & Dispatched)
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
  /** Has no scan when the seller dispatches the parcel, or when a later scan implies it. */
  | { readonly type: 'ShipmentDispatched'; readonly scan?: Scan; readonly at: Instant }
  | { readonly type: 'ShipmentTracked'; readonly scan: Scan; readonly at: Instant }
  /** A scan that arrived late or after the final status. It is recorded and changes nothing. */
  | { readonly type: 'ScanKept'; readonly scan: Scan; readonly at: Instant }
  | { readonly type: 'DeliveryAttempted'; readonly scan: Scan; readonly nextDelivery: DeliveryWindow; readonly at: Instant }
  | { readonly type: 'ShipmentDelivered'; readonly scan: Scan; readonly at: Instant }
  | { readonly type: 'ShipmentFailed'; readonly reason: string; readonly scan: Scan; readonly at: Instant }
  | { readonly type: 'ShipmentCancelled'; readonly reason: string; readonly at: Instant };

/** True when the status can no longer change. */
export const isFinal = (status: ShipmentStatus): boolean => status === 'DELIVERED' || status === 'FAILED' || status === 'CANCELLED';

/** The label of a dispatched or scanned shipment, which always has one. */
export const labelOf = (shipment: Shipment): Label => {
  if (!('label' in shipment)) throw new Error(`a shipment that is ${shipment.status} has no label`);
  return shipment.label;
};

const required = <State>(state: State | undefined, event: ShipmentEvent): State => {
  if (state === undefined) throw new Error(`${event.type} does not fit the shipment's history`);
  return state;
};

const plannedOf = ({ parties, estimatedDelivery }: Planned): Planned => ({ parties, estimatedDelivery });

const labelledOf = (shipment: Shipment | undefined): Labelled | undefined =>
  shipment !== undefined && 'label' in shipment ? { ...plannedOf(shipment), label: shipment.label } : undefined;

const dispatchedOf = (shipment: Shipment | undefined): Dispatched | undefined => {
  if (shipment === undefined || !('dispatchedAt' in shipment)) return undefined;
  const { parties, estimatedDelivery, label, dispatchedAt, lastSequence, failedDeliveries } = shipment;
  return { parties, estimatedDelivery, label, dispatchedAt, lastSequence, failedDeliveries };
};

const withScan = (shipment: Shipment | undefined, event: Extract<ShipmentEvent, { scan: Scan }>): Dispatched => {
  const dispatched = required(dispatchedOf(shipment), event);
  return { ...dispatched, lastSequence: Math.max(dispatched.lastSequence, event.scan.sequence) };
};

const tracked = (shipment: Shipment | undefined, event: Extract<ShipmentEvent, { type: 'ShipmentTracked' }>): Shipment => {
  const status = statusOfScan(event.scan.status);
  if (status === 'DELIVERED' || status === 'FAILED') throw new Error(`${event.scan.status} is a final scan, not a tracking scan`);
  return { status, ...withScan(shipment, event) };
};

const cancelled = (shipment: Shipment, reason: string): Shipment => ({
  ...{ status: 'CANCELLED', reason, ...plannedOf(shipment) },
  ...defined({ label: labelledOf(shipment)?.label }),
});

const change = (shipment: Shipment, event: Exclude<ShipmentEvent, { type: 'ShipmentCreated' }>): Shipment => {
  switch (event.type) {
    case 'ShipmentLabelled':
      return { status: 'LABELLED', parties: shipment.parties, label: event.label, estimatedDelivery: event.estimatedDelivery };
    case 'ShipmentDispatched': {
      const lastSequence = event.scan?.sequence ?? 0;
      return {
        status: 'DISPATCHED',
        ...required(labelledOf(shipment), event),
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
      const dispatched = withScan(shipment, event);
      const failedDeliveries = dispatched.failedDeliveries + 1;
      return { status: 'DELIVERY_ATTEMPTED', ...dispatched, failedDeliveries, estimatedDelivery: event.nextDelivery };
    }
    case 'ShipmentDelivered':
      return { status: 'DELIVERED', ...withScan(shipment, event), deliveredAt: event.at };
    case 'ShipmentFailed':
      return { status: 'FAILED', ...withScan(shipment, event), reason: event.reason };
    case 'ShipmentCancelled':
      return cancelled(shipment, event.reason);
  }
};

/** The state after an event. Events are applied without validation. */
export const evolve = (shipment: Shipment | undefined, event: ShipmentEvent): Shipment =>
  event.type === 'ShipmentCreated'
    ? { status: 'CREATED', parties: event.parties, estimatedDelivery: event.estimatedDelivery }
    : change(required(shipment, event), event);
