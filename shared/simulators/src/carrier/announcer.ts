import type { WebhookSender } from '../webhook-sender';
import { type CarrierEvent, type CarrierShipment, isFinished } from './records';
import { mannerOf } from './way';

export type Announcer = (shipment: CarrierShipment, event: CarrierEvent) => void;

/** Posts the tracking updates of each shipment in order, or out of order or twice if its recipient requests that. */
export const createAnnouncer = (webhooks: WebhookSender): Announcer => {
  const lines = new Map<string, Promise<void>>();
  const held = new Map<string, CarrierEvent>();

  const enqueue = (event: CarrierEvent): void => {
    const message = { id: event.eventId, body: JSON.stringify(event) };
    lines.set(event.trackingNumber, webhooks.send(message, lines.get(event.trackingNumber)));
  };

  // Delays each odd update until the next one is posted: 2, 1, 4, 3, 5.
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
