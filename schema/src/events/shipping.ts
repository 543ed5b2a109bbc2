import { z } from 'zod';
import { at, event, id, moneyJson, quantity, sample } from './contract';

const shipping = { context: 'shipping', version: 1 } as const;
const window = z.object({ from: at, to: at });
const shipmentRef = { shipmentId: id, orderId: id };
const exampleRef = { shipmentId: sample.shipment, orderId: sample.order };
const exampleWindow = { from: sample.at, to: sample.later };

export const ShippingQuotedV1 = event({
  ...shipping,
  aggregate: 'Quote',
  type: 'ShippingQuoted',
  description: 'The shipping prices of a checkout, one per seller: of the selected option, or of the cheapest one.',
  data: z.object({
    checkoutId: id,
    quotes: z
      .array(
        z.object({
          sellerId: id,
          optionId: z.string(),
          carrier: z.string(),
          service: z.string(),
          price: moneyJson,
          estimatedDelivery: window,
        }),
      )
      .min(1),
  }),
  example: {
    checkoutId: sample.checkout,
    quotes: [
      {
        sellerId: sample.seller,
        optionId: 'standard',
        carrier: 'swiftpost',
        service: 'STANDARD',
        price: sample.price,
        estimatedDelivery: exampleWindow,
      },
    ],
  },
});

export const ShippingQuoteRejectedV1 = event({
  ...shipping,
  aggregate: 'Quote',
  type: 'ShippingQuoteRejected',
  description: 'No shipping is available to this address or in this currency, or a selected option does not exist.',
  data: z.object({ checkoutId: id, reason: z.enum(['destination-not-served', 'unknown-option', 'currency-not-served']) }),
  example: { checkoutId: sample.checkout, reason: 'destination-not-served' },
});

export const ShipmentCreatedV1 = event({
  ...shipping,
  aggregate: 'Shipment',
  type: 'ShipmentCreated',
  description: 'A shipment was created for one warehouse of an order; shipmentCount is the number of shipments of the order.',
  data: z.object({
    ...shipmentRef,
    sellerId: id,
    buyerId: id,
    warehouseId: id,
    shipmentCount: z.int().positive(),
    items: z.array(z.object({ orderItemId: id, variantId: id, quantity })),
  }),
  example: {
    ...exampleRef,
    sellerId: sample.seller,
    buyerId: sample.user,
    warehouseId: sample.warehouse,
    shipmentCount: 1,
    items: [{ orderItemId: sample.orderItem, variantId: sample.variant, quantity: 2 }],
  },
});

export const ShipmentLabelledV1 = event({
  ...shipping,
  aggregate: 'Shipment',
  type: 'ShipmentLabelled',
  description: 'A carrier has accepted a shipment and assigned a tracking number.',
  data: z.object({ ...shipmentRef, carrier: z.string(), trackingNumber: z.string(), estimatedDelivery: window }),
  example: { ...exampleRef, carrier: 'swiftpost', trackingNumber: 'SP123456789', estimatedDelivery: exampleWindow },
});

export const ShipmentDispatchedV1 = event({
  ...shipping,
  aggregate: 'Shipment',
  type: 'ShipmentDispatched',
  description: 'A shipment was handed to the carrier.',
  data: z.object({ ...shipmentRef, carrier: z.string(), trackingNumber: z.string() }),
  example: { ...exampleRef, carrier: 'swiftpost', trackingNumber: 'SP123456789' },
});

export const ShipmentTrackedV1 = event({
  ...shipping,
  aggregate: 'Shipment',
  type: 'ShipmentTracked',
  description: 'The carrier reported a tracking update for a shipment.',
  data: z.object({ ...shipmentRef, status: z.string(), location: z.string().optional(), occurredAt: at }),
  example: { ...exampleRef, status: 'IN_TRANSIT', location: 'Leipzig', occurredAt: sample.at },
});

export const ShipmentDeliveredV1 = event({
  ...shipping,
  aggregate: 'Shipment',
  type: 'ShipmentDelivered',
  description: 'A shipment was delivered.',
  data: z.object({ ...shipmentRef, deliveredAt: at }),
  example: { ...exampleRef, deliveredAt: sample.at },
});

export const ShipmentFailedV1 = event({
  ...shipping,
  aggregate: 'Shipment',
  type: 'ShipmentFailed',
  description: 'A shipment will not arrive: it was lost, refused or is undeliverable.',
  data: z.object({ ...shipmentRef, reason: z.string() }),
  example: { ...exampleRef, reason: 'lost' },
});
