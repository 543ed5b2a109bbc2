import type { WebhookSender } from '../webhook-sender';
import { type CarrierEvent, type CarrierShipment, isFinished } from './records';
import { mannerOf } from './way';

export type Announcer = (shipment: CarrierShipment, event: CarrierEvent) => void;

/** Posts the scans of each parcel one after the other, or in the bad manner its recipient stands for. */
export const createAnnouncer = (webhooks: WebhookSender): Announcer => {
  const lines = new Map<string, Promise<void>>();
  const held = new Map<string, CarrierEvent>();

  const enqueue = (event: CarrierEvent): void => {
    const message = { id: event.eventId, body: JSON.stringify(event) };
    lines.set(event.trackingNumber, webhooks.send(message, lines.get(event.trackingNumber)));
  };

  // Keeps each odd scan back until the one after it is out: 2, 1, 4, 3, 5.
  const shuffle = (shipment: CarrierShipment, event: CarrierEvent): void => {
    const earlier = held.get(event.trackingNumber);
    if (earlier === undefined && !isFinished(shipment)) {
      held.set(event.trackingNumber, event);
      return;
    }
    held.delete(event.trackingNumber);
    enqueue(event);
    if (earlier !== undefined) enqueue(earlier);
  };

  return (shipment, event) => {
    switch (mannerOf(shipment.recipient)) {
      case 'shuffled':
        shuffle(shipment, event);
        return;
      case 'twice':
        enqueue(event);
        enqueue(event);
        return;
      case 'in-order':
        enqueue(event);
    }
  };
};
