import { randomDigits, randomId } from '../ids';
import type { CarrierEvent, CarrierShipment, ShipmentOrder } from './records';
import { isFinished } from './records';
import type { Announcer } from './announcer';
import { estimateOf, wayOf } from './way';

export type Depot = {
  readonly book: (order: ShipmentOrder) => CarrierShipment;
  readonly find: (id: string) => CarrierShipment | undefined;
  readonly track: (trackingNumber: string) => CarrierShipment | undefined;
  /** Undefined when the parcel has already left. */
  readonly cancel: (shipment: CarrierShipment) => CarrierShipment | undefined;
  /** The next scan happens now; undefined when there is none left. */
  readonly advance: (trackingNumber: string) => CarrierEvent | undefined;
  readonly all: () => readonly CarrierShipment[];
  readonly stop: () => void;
};

export type DepotParts = {
  readonly shipments: readonly CarrierShipment[];
  readonly announce: Announcer;
  readonly changed: () => void;
  /** The milliseconds between two tracking updates. If undefined, shipments move only by `advance`. */
  readonly stepMs: number | undefined;
};

const newShipment = (order: ShipmentOrder): CarrierShipment => {
  const now = new Date();
  return {
    ...order,
    id: randomId('shp_'),
    trackingNumber: `SP${randomDigits(12)}`,
    createdAt: now.toISOString(),
    estimatedDelivery: estimateOf(order, now),
    cancelled: false,
    way: wayOf(order),
    events: [],
  };
};

const nextEvent = (shipment: CarrierShipment): CarrierEvent | undefined => {
  const step = isFinished(shipment) ? undefined : shipment.way[shipment.events.length];
  if (step === undefined) return undefined;
  return {
    eventId: randomId('ev_'),
    trackingNumber: shipment.trackingNumber,
    sequence: shipment.events.length + 1,
    ...step,
    occurredAt: new Date().toISOString(),
  };
};

/** All parcels and their movement. */
export const createDepot = ({ shipments, announce, changed, stepMs }: DepotParts): Depot => {
  const byTracking = new Map(shipments.map((shipment) => [shipment.trackingNumber, shipment]));
  const timers = new Map<string, NodeJS.Timeout>();

  const keep = (shipment: CarrierShipment): CarrierShipment => {
    byTracking.set(shipment.trackingNumber, shipment);
    changed();
    return shipment;
  };

  const rest = (shipment: CarrierShipment): void => {
    clearTimeout(timers.get(shipment.trackingNumber));
    timers.delete(shipment.trackingNumber);
    if (stepMs === undefined || isFinished(shipment)) return;
    timers.set(shipment.trackingNumber, setTimeout(() => void advance(shipment.trackingNumber), stepMs).unref());
  };

  const advance = (trackingNumber: string): CarrierEvent | undefined => {
    const shipment = byTracking.get(trackingNumber);
    const event = shipment === undefined ? undefined : nextEvent(shipment);
    if (shipment === undefined || event === undefined) return undefined;
    const moved = keep({ ...shipment, events: [...shipment.events, event] });
    announce(moved, event);
    rest(moved);
    return event;
  };

  for (const shipment of shipments) rest(shipment);

  return {
    book: (order) => {
      const shipment = keep(newShipment(order));
      rest(shipment);
      return shipment;
    },
    find: (id) => [...byTracking.values()].find((shipment) => shipment.id === id),
    track: (trackingNumber) => byTracking.get(trackingNumber),
    cancel: (shipment) => {
      if (shipment.events.length > 0) return undefined;
      const cancelled = keep({ ...shipment, cancelled: true });
      rest(cancelled);
      return cancelled;
    },
    advance,
    all: () => [...byTracking.values()],
    stop: () => {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
};
