import type { AppliedEvent } from '@marketplace/application';
import { defined, moneyToJson, type CheckoutId } from '@marketplace/kernel';
import { eventMessage, type EventMessage } from '@marketplace/platform';
import { shippingEvents } from '@marketplace/schema';
import type { QuoteAnswer } from '../../application/ports';
import { statusOfScan, type Scan } from '../../domain/scan';
import { labelOf, type Shipment, type ShipmentEvent } from '../../domain/shipment';

const tracked = (shipment: Shipment, scan: Scan, version: number): EventMessage => {
  const { id, orderId } = shipment.parties;
  const { location, occurredAt } = scan;
  const facts = { status: statusOfScan(scan.status), ...defined({ location }), occurredAt };
  return eventMessage(shippingEvents.ShipmentTrackedV1, { id, version }, { shipmentId: id, orderId, ...facts });
};

/** The messages to publish for an event of a shipment. */
export const shipmentEventMessages = ({
  after: shipment,
  event,
  version,
}: AppliedEvent<Shipment, ShipmentEvent>): readonly EventMessage[] => {
  const { id, orderId, sellerId, buyerId, warehouseId } = shipment.parties;
  const aggregate = { id, version };
  const ref = { shipmentId: id, orderId };
  switch (event.type) {
    case 'ShipmentCreated': {
      const { shipmentCount, items } = event.consignment;
      return [
        eventMessage(shippingEvents.ShipmentCreatedV1, aggregate, {
          ...ref,
          sellerId,
          buyerId,
          warehouseId,
          shipmentCount,
          items: [...items],
        }),
      ];
    }
    case 'ShipmentLabelled': {
      const { carrier, trackingNumber } = event.label;
      return [
        eventMessage(shippingEvents.ShipmentLabelledV1, aggregate, {
          ...ref,
          carrier,
          trackingNumber,
          estimatedDelivery: event.estimatedDelivery,
        }),
      ];
    }
    case 'ShipmentDispatched': {
      const { carrier, trackingNumber } = labelOf(shipment);
      return [eventMessage(shippingEvents.ShipmentDispatchedV1, aggregate, { ...ref, carrier, trackingNumber })];
    }
    case 'ShipmentTracked':
    case 'ScanKept':
    case 'DeliveryAttempted':
      return [tracked(shipment, event.scan, version)];
    case 'ShipmentDelivered':
      return [eventMessage(shippingEvents.ShipmentDeliveredV1, aggregate, { ...ref, deliveredAt: event.at })];
    case 'ShipmentFailed':
      return [eventMessage(shippingEvents.ShipmentFailedV1, aggregate, { ...ref, reason: event.reason })];
    // Only unpaid orders are cancelled, and the context that cancelled the order needs no message.
    case 'ShipmentCancelled':
      return [];
  }
};

/** The answer to a checkout. There is only one, so its version is 1. */
export const quoteEventMessage = (checkoutId: CheckoutId, answer: QuoteAnswer): EventMessage => {
  const aggregate = { id: checkoutId, version: 1 };
  if ('rejected' in answer) return eventMessage(shippingEvents.ShippingQuoteRejectedV1, aggregate, { checkoutId, reason: answer.rejected });
  const quotes = answer.quotes.map(({ id, price, ...rest }) => ({ ...rest, optionId: id, price: moneyToJson(price) }));
  return eventMessage(shippingEvents.ShippingQuotedV1, aggregate, { checkoutId, quotes });
};
