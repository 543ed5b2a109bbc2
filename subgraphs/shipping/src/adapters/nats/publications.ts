import type { Step } from '@marketplace/application';
import { defined, moneyToJson, type CheckoutId } from '@marketplace/kernel';
import { outgoing, type OutgoingEvent } from '@marketplace/platform';
import { shippingEvents } from '@marketplace/schema';
import type { QuoteAnswer } from '../../application/ports';
import { statusOfScan, type Scan } from '../../domain/scan';
import { labelOf, type Shipment, type ShipmentEvent } from '../../domain/shipment';

const tracked = (shipment: Shipment, scan: Scan, version: number): OutgoingEvent => {
  const { id, orderId } = shipment.parties;
  const { location, occurredAt } = scan;
  const facts = { status: statusOfScan(scan.status), ...defined({ location }), occurredAt };
  return outgoing(shippingEvents.ShipmentTrackedV1, { id, version }, { shipmentId: id, orderId, ...facts });
};

/** What other contexts receive of a shipment. */
export const ofShipment = ({ after: shipment, event, version }: Step<Shipment, ShipmentEvent>): readonly OutgoingEvent[] => {
  const { id, orderId, sellerId, buyerId, warehouseId } = shipment.parties;
  const aggregate = { id, version };
  const ref = { shipmentId: id, orderId };
  switch (event.type) {
    case 'ShipmentCreated': {
      const { shipmentCount, items } = event.consignment;
      return [
        outgoing(shippingEvents.ShipmentCreatedV1, aggregate, { ...ref, sellerId, buyerId, warehouseId, shipmentCount, items: [...items] }),
      ];
    }
    case 'ShipmentLabelled': {
      const { carrier, trackingNumber } = event.label;
      return [
        outgoing(shippingEvents.ShipmentLabelledV1, aggregate, {
          ...ref,
          carrier,
          trackingNumber,
          estimatedDelivery: event.estimatedDelivery,
        }),
      ];
    }
    case 'ShipmentDispatched': {
      const { carrier, trackingNumber } = labelOf(shipment);
      return [outgoing(shippingEvents.ShipmentDispatchedV1, aggregate, { ...ref, carrier, trackingNumber })];
    }
    case 'ShipmentTracked':
    case 'ScanKept':
    case 'DeliveryAttempted':
      return [tracked(shipment, event.scan, version)];
    case 'ShipmentDelivered':
      return [outgoing(shippingEvents.ShipmentDeliveredV1, aggregate, { ...ref, deliveredAt: event.at })];
    case 'ShipmentFailed':
      return [outgoing(shippingEvents.ShipmentFailedV1, aggregate, { ...ref, reason: event.reason })];
    // Only an order that was never paid is cancelled, and who cancelled it knows.
    case 'ShipmentCancelled':
      return [];
  }
};

/** The answer to a checkout; there is one, so its version is 1. */
export const ofQuote = (checkoutId: CheckoutId, answer: QuoteAnswer): OutgoingEvent => {
  const aggregate = { id: checkoutId, version: 1 };
  if ('rejected' in answer) return outgoing(shippingEvents.ShippingQuoteRejectedV1, aggregate, { checkoutId, reason: answer.rejected });
  const quotes = answer.quotes.map(({ id, price, ...rest }) => ({ ...rest, optionId: id, price: moneyToJson(price) }));
  return outgoing(shippingEvents.ShippingQuotedV1, aggregate, { checkoutId, quotes });
};
