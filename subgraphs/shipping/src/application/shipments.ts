import {
  isOperator,
  isRefused,
  isSellerStaff,
  isUser,
  refuse,
  systemOf,
  type Actor,
  type Cause,
  type OrderId,
  type Refusal,
  type ShipmentId,
} from '@marketplace/kernel';
import { decide, type ShipmentRejection } from '../domain/decide';
import type { Scan } from '../domain/scan';
import type { Parties } from '../domain/shipment';
import type { CarrierMessage, LoadedShipment, Ports } from './ports';

export type Shipments = ReturnType<typeof createShipments>;

/** A carrier's word on one parcel: told by it, or found when we asked. */
export type Sighting = {
  readonly carrier: string;
  readonly trackingNumber: string;
  readonly scan: Scan;
  readonly message?: CarrierMessage;
};

const handles = (actor: Actor, parties: Parties): boolean => isSellerStaff(actor, parties.sellerId) || isOperator(actor);

/** The flow is the order's; the actor is the platform, which carriers speak to. */
export const carrierCause = (shipment: LoadedShipment): Cause => ({ actor: systemOf('shipping'), correlationId: shipment.correlationId });

/** The use cases of one shipment. */
export const createShipments = ({ shipments, clock, report }: Pick<Ports, 'shipments' | 'clock' | 'report'>) => ({
  /** Whether the actor may see the shipment at all; to everyone else it does not exist. */
  mayRead: (actor: Actor, parties: Parties): boolean => isUser(actor, parties.buyerId) || handles(actor, parties),

  /** Whether the actor packs it: only they get the label. */
  mayHandle: handles,

  /** The seller gives the parcel to the carrier. Refusals: shipment-not-found, shipment-not-labelled, shipment-cancelled. */
  dispatch: async (id: ShipmentId, cause: Cause): Promise<ShipmentId | Refusal<ShipmentRejection>> => {
    const shipment = await shipments.find(id);
    if (shipment === undefined || !handles(cause.actor, shipment.state.parties)) return refuse('shipment-not-found');
    const decision = decide({ type: 'DispatchShipment', at: clock() }, shipment.state);
    if (isRefused(decision)) return decision;
    if (decision.length > 0) await shipments.save({ shipment, events: decision }, cause);
    return id;
  },

  /**
   * Records what a carrier saw, once. A parcel nobody knows is refused: perhaps its label is being written this very
   * moment, so the carrier should tell it again. Refusals: shipment-not-found.
   */
  recordScan: async ({ carrier, trackingNumber, scan, message }: Sighting): Promise<'recorded' | 'known' | Refusal<ShipmentRejection>> => {
    const found = await shipments.findTracked({ carrier, trackingNumber, eventId: scan.eventId });
    if (found === undefined) return refuse('shipment-not-found');
    if (found.known) return 'known';
    const decision = decide({ type: 'RecordScan', scan }, found.shipment.state);
    if (isRefused(decision)) return decision;
    const { shipment } = found;
    await shipments.save({ shipment, events: decision }, carrierCause(shipment), {
      carrier,
      ...(message === undefined ? {} : { message }),
    });
    return 'recorded';
  },

  /** Stops what has not left yet. A parcel that has left cannot be called back: it comes home as a return. */
  cancelOrder: async (orderId: OrderId, reason: string, cause: Cause): Promise<void> => {
    const changes = (await shipments.findOfOrder(orderId)).flatMap((shipment) => {
      const events = decide({ type: 'CancelShipment', reason, at: clock() }, shipment.state);
      if (!isRefused(events)) return events.length > 0 ? [{ shipment, events }] : [];
      report('a parcel of a cancelled order is already on its way', { shipmentId: shipment.state.parties.id, orderId });
      return [];
    });
    if (changes.length > 0) await shipments.saveAll(changes, cause);
  },
});
