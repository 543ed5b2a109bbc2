import {
  isOperator,
  isRefused,
  isSellerStaff,
  isUser,
  narrowRefusal,
  refuse,
  type Actor,
  type Cause,
  type OrderId,
  type Refusal,
  type ShipmentId,
} from '@marketplace/kernel';
import { decide, type ShipmentRejection } from '../domain/decide';
import type { Scan } from '../domain/scan';
import type { Shipment } from '../domain/shipment';
import type { CarrierMessage, Ports } from './ports';

export type Shipments = ReturnType<typeof createShipments>;

/** A carrier's report on one parcel: sent by it, or found when it was asked. */
export type TrackingUpdate = {
  readonly carrier: string;
  readonly trackingNumber: string;
  readonly scan: Scan;
  readonly message?: CarrierMessage;
};

type DispatchRefusal = Refusal<'shipment-not-found' | 'shipment-not-labelled' | 'shipment-cancelled'>;

const handles = (actor: Actor, { parties: { sellerId } }: Shipment): boolean => isSellerStaff(actor, sellerId) || isOperator(actor);

type Dependencies = Pick<Ports, 'shipments' | 'clock' | 'alert' | 'systemCause'>;

/** The use cases of one shipment. */
export const createShipments = ({ shipments, clock, alert, systemCause }: Dependencies) => ({
  /** Whether the actor may see the shipment at all; to everyone else it does not exist. */
  mayRead: (actor: Actor, shipment: Shipment): boolean => isUser(actor, shipment.parties.buyerId) || handles(actor, shipment),

  /** Where the label is to be had; only for those who pack the parcel, and once there is one. */
  labelUrl: (actor: Actor, shipment: Shipment): string | undefined =>
    handles(actor, shipment) && 'label' in shipment ? shipment.label.labelUrl : undefined,

  /** The seller hands the parcel to the carrier. */
  dispatch: async (id: ShipmentId, cause: Cause): Promise<ShipmentId | DispatchRefusal> => {
    const shipment = await shipments.find(id);
    if (shipment === undefined || !handles(cause.actor, shipment.state)) return refuse('shipment-not-found');
    const outcome = await shipments.carryOut(shipment, { type: 'DispatchShipment', at: clock() }, cause);
    return isRefused(outcome) ? narrowRefusal(outcome, 'shipment-not-labelled', 'shipment-cancelled') : id;
  },

  /**
   * Records what a carrier saw, once. An unknown parcel is refused: perhaps its label is being written at this very moment,
   * so the carrier should report it again.
   */
  recordScan: async ({
    carrier,
    trackingNumber,
    scan,
    message,
  }: TrackingUpdate): Promise<'recorded' | 'known' | Refusal<ShipmentRejection>> => {
    const found = await shipments.findTracked({ carrier, trackingNumber, eventId: scan.eventId });
    if (found === undefined) return refuse('shipment-not-found');
    if (found.isRecorded) return 'known';
    const { shipment: before } = found;
    const events = decide({ type: 'RecordScan', scan }, before.state);
    if (isRefused(events)) return events;
    // The flow is the order's; the actor is the platform, which carriers report to.
    await shipments.saveScan({ before, events }, message, systemCause(before.correlationId));
    return 'recorded';
  },

  /** Stops what has not left yet. A parcel that has left cannot be called back: it comes home as a return. */
  cancelOrder: async (orderId: OrderId, reason: string, cause: Cause): Promise<void> => {
    const changes = (await shipments.findOfOrder(orderId)).flatMap((before) => {
      const events = decide({ type: 'CancelShipment', reason, at: clock() }, before.state);
      if (!isRefused(events)) return events.length > 0 ? [{ before, events }] : [];
      alert('parcel-of-cancelled-order-under-way', { shipmentId: before.state.parties.id, orderId });
      return [];
    });
    if (changes.length > 0) await shipments.save(changes, cause);
  },
});
