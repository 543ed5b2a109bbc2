import { refuse, type Decider, type Decision, type Instant } from '@marketplace/kernel';
import { afterFailedDelivery } from './delivery-retry';
import { progressOf, statusOfScan, type Scan } from './scan';
import { evolve, type Consignment, type DeliveryWindow, type Label, type Parties, type Shipment, type ShipmentEvent } from './shipment';

export type ShipmentCommand =
  | {
      readonly type: 'CreateShipment';
      readonly parties: Parties;
      readonly consignment: Consignment;
      readonly estimatedDelivery: DeliveryWindow;
      readonly at: Instant;
    }
  | { readonly type: 'RecordLabel'; readonly label: Label; readonly estimatedDelivery: DeliveryWindow; readonly at: Instant }
  | { readonly type: 'DispatchShipment'; readonly at: Instant }
  | { readonly type: 'RecordScan'; readonly scan: Scan }
  | { readonly type: 'CancelShipment'; readonly reason: string; readonly at: Instant };

export type ShipmentRejection =
  'shipment-not-found' | 'shipment-not-labelled' | 'shipment-already-dispatched' | 'shipment-cancelled' | 'another-label-exists';

type ShipmentDecision = Decision<ShipmentEvent, ShipmentRejection>;
type DispatchedShipment = Extract<Shipment, { dispatchedAt: Instant }>;

const label = (
  shipment: Shipment,
  { label: given, estimatedDelivery, at }: Extract<ShipmentCommand, { type: 'RecordLabel' }>,
): ShipmentDecision => {
  if (shipment.status === 'CANCELLED') return refuse('shipment-cancelled');
  if (shipment.status === 'CREATED') return [{ type: 'ShipmentLabelled', label: given, estimatedDelivery, at }];
  return shipment.label.trackingNumber === given.trackingNumber ? [] : refuse('another-label-exists');
};

const dispatch = (shipment: Shipment, at: Instant): ShipmentDecision => {
  switch (shipment.status) {
    case 'CREATED':
      return refuse('shipment-not-labelled');
    case 'CANCELLED':
      return refuse('shipment-cancelled');
    case 'LABELLED':
      return [{ type: 'ShipmentDispatched', at }];
    case 'DISPATCHED':
    case 'IN_TRANSIT':
    case 'OUT_FOR_DELIVERY':
    case 'DELIVERY_ATTEMPTED':
    case 'DELIVERED':
    case 'FAILED':
      return [];
  }
};

const attemptEvents = (shipment: DispatchedShipment, scan: Scan): readonly ShipmentEvent[] => {
  const at = scan.occurredAt;
  const next = afterFailedDelivery(shipment.failedDeliveries + 1, at);
  return next === 'give-up'
    ? [{ type: 'ShipmentFailed', reason: 'undeliverable', scan, at }]
    : [{ type: 'DeliveryAttempted', scan, nextDelivery: next, at }];
};

/** The events of a scan after dispatch. A delivery always counts, even when reported late; other scans only if they are newer. */
const scanEvents = (shipment: Shipment, scan: Scan): readonly ShipmentEvent[] => {
  if (!('dispatchedAt' in shipment) || shipment.status === 'DELIVERED' || shipment.status === 'FAILED') return [];
  const at = scan.occurredAt;
  const kept: readonly ShipmentEvent[] = [{ type: 'ScanKept', scan, at }];
  const status = statusOfScan(scan.status);
  if (status === 'DELIVERED') return [{ type: 'ShipmentDelivered', scan, at }];
  if (scan.sequence <= shipment.lastSequence) return kept;
  if (status === 'FAILED') return [{ type: 'ShipmentFailed', reason: 'lost', scan, at }];
  if (progressOf(status) < progressOf(shipment.status)) return kept;
  return status === 'DELIVERY_ATTEMPTED' ? attemptEvents(shipment, scan) : [{ type: 'ShipmentTracked', scan, at }];
};

const record = (shipment: Shipment, scan: Scan): ShipmentDecision => {
  const at = scan.occurredAt;
  switch (shipment.status) {
    case 'CREATED':
      return refuse('shipment-not-labelled');
    case 'DELIVERED':
    case 'FAILED':
    case 'CANCELLED':
      return [{ type: 'ScanKept', scan, at }];
    case 'LABELLED': {
      if (scan.status === 'PICKED_UP') return [{ type: 'ShipmentDispatched', scan, at }];
      const implied: ShipmentEvent = { type: 'ShipmentDispatched', at };
      return [implied, ...scanEvents(evolve(shipment, implied), scan)];
    }
    case 'DISPATCHED':
    case 'IN_TRANSIT':
    case 'OUT_FOR_DELIVERY':
    case 'DELIVERY_ATTEMPTED':
      return scanEvents(shipment, scan);
  }
};

const cancel = (shipment: Shipment, reason: string, at: Instant): ShipmentDecision => {
  switch (shipment.status) {
    case 'CREATED':
    case 'LABELLED':
      return [{ type: 'ShipmentCancelled', reason, at }];
    case 'CANCELLED':
      return [];
    case 'DISPATCHED':
    case 'IN_TRANSIT':
    case 'OUT_FOR_DELIVERY':
    case 'DELIVERY_ATTEMPTED':
    case 'DELIVERED':
    case 'FAILED':
      return refuse('shipment-already-dispatched');
  }
};

/** Decides on a command: returns events, nothing for a repeated command, or a refusal. */
export const decide = (command: ShipmentCommand, shipment: Shipment | undefined): ShipmentDecision => {
  if (command.type === 'CreateShipment') return shipment === undefined ? [{ ...command, type: 'ShipmentCreated' }] : [];
  if (shipment === undefined) return refuse('shipment-not-found');
  switch (command.type) {
    case 'RecordLabel':
      return label(shipment, command);
    case 'DispatchShipment':
      return dispatch(shipment, command.at);
    case 'RecordScan':
      return record(shipment, command.scan);
    case 'CancelShipment':
      return cancel(shipment, command.reason, command.at);
  }
};

export const shipmentDecider: Decider<ShipmentCommand, ShipmentEvent, Shipment | undefined, ShipmentRejection> = {
  initial: undefined,
  decide,
  evolve,
};
