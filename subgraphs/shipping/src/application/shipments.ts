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

/** A carrier's report on one parcel, sent by webhook or requested by a job. */
export type TrackingUpdate = {
  readonly carrier: string;
  readonly trackingNumber: string;
  readonly scan: Scan;
  readonly message?: CarrierMessage;
};

type DispatchRefusal = Refusal<'shipment-not-found' | 'shipment-not-labelled' | 'shipment-cancelled'>;

const mayHandle = (actor: Actor, { parties: { sellerId } }: Shipment): boolean => isSellerStaff(actor, sellerId) || isOperator(actor);

type Dependencies = Pick<Ports, 'shipments' | 'clock' | 'alert' | 'systemCause'>;

/** The use cases of one shipment. */
export const createShipments = ({ shipments, clock, alert, systemCause }: Dependencies) => ({
  /** True when the actor may see the shipment. To others it does not exist. */
  mayRead: (actor: Actor, shipment: Shipment): boolean => isUser(actor, shipment.parties.buyerId) || mayHandle(actor, shipment),

  /** The URL of the label, for the seller's staff and operators; undefined until there is a label. */
  labelUrl: (actor: Actor, shipment: Shipment): string | undefined =>
    mayHandle(actor, shipment) && 'label' in shipment ? shipment.label.labelUrl : undefined,

  /** Records that the seller handed the parcel to the carrier. */
  dispatch: async (id: ShipmentId, cause: Cause): Promise<ShipmentId | DispatchRefusal> => {
    const shipment = await shipments.find(id);
    if (shipment === undefined || !mayHandle(cause.actor, shipment.state)) return refuse('shipment-not-found');
    const outcome = await shipments.execute(shipment, { type: 'DispatchShipment', at: clock() }, cause);
    return isRefused(outcome) ? narrowRefusal(outcome, 'shipment-not-labelled', 'shipment-cancelled') : id;
  },

  /**
   * Records a scan once. Refuses an unknown parcel, so that the carrier reports the scan again: the label can still be in the
   * process of being saved.
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
    // The correlation ID is that of the order; the actor is the system.
    await shipments.saveScan({ before, events }, message, systemCause(before.correlationId));
    return 'recorded';
  },

  /** Cancels the shipments of an order that are not dispatched yet. A dispatched parcel can only come back as a return. */
  cancelOrder: async (orderId: OrderId, reason: string, cause: Cause): Promise<void> => {
    const changes = (await shipments.findOfOrder(orderId)).flatMap((before) => {
      const events = decide({ type: 'CancelShipment', reason, at: clock() }, before.state);
      if (!isRefused(events)) return events.length > 0 ? [{ before, events }] : [];
      alert('cancelled-order-already-dispatched', { shipmentId: before.state.parties.id, orderId });
      return [];
    });
    if (changes.length > 0) await shipments.save(changes, cause);
  },
});
