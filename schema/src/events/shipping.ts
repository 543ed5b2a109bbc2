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
  description: 'What delivery costs for each seller of a checkout, by the option chosen or the cheapest.',
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
  description: 'Nobody delivers this to that address, or an option chosen does not exist.',
  data: z.object({ checkoutId: id, reason: z.enum(['destination-not-served', 'unknown-option', 'currency-not-served']) }),
  example: { checkoutId: sample.checkout, reason: 'destination-not-served' },
});

export const ShipmentCreatedV1 = event({
  ...shipping,
  aggregate: 'Shipment',
  type: 'ShipmentCreated',
  description: 'A parcel will leave one warehouse for one order; an order of shipmentCount parcels has as many shipments.',
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
  description: 'A carrier has accepted the parcel and named its tracking number.',
  data: z.object({ ...shipmentRef, carrier: z.string(), trackingNumber: z.string(), estimatedDelivery: window }),
  example: { ...exampleRef, carrier: 'swiftpost', trackingNumber: 'SP123456789', estimatedDelivery: exampleWindow },
});

export const ShipmentDispatchedV1 = event({
  ...shipping,
  aggregate: 'Shipment',
  type: 'ShipmentDispatched',
  description: 'The parcel is with the carrier.',
  data: z.object({ ...shipmentRef, carrier: z.string(), trackingNumber: z.string() }),
  example: { ...exampleRef, carrier: 'swiftpost', trackingNumber: 'SP123456789' },
});

export const ShipmentTrackedV1 = event({
  ...shipping,
  aggregate: 'Shipment',
  type: 'ShipmentTracked',
  description: 'The carrier saw the parcel somewhere on its way.',
  data: z.object({ ...shipmentRef, status: z.string(), location: z.string().optional(), occurredAt: at }),
  example: { ...exampleRef, status: 'IN_TRANSIT', location: 'Leipzig', occurredAt: sample.at },
});

export const ShipmentDeliveredV1 = event({
  ...shipping,
  aggregate: 'Shipment',
  type: 'ShipmentDelivered',
  description: 'The carrier handed the parcel over.',
  data: z.object({ ...shipmentRef, deliveredAt: at }),
  example: { ...exampleRef, deliveredAt: sample.at },
});

export const ShipmentFailedV1 = event({
  ...shipping,
  aggregate: 'Shipment',
  type: 'ShipmentFailed',
  description: 'The parcel will not arrive: lost, refused or undeliverable. Refunds decides about money.',
  data: z.object({ ...shipmentRef, reason: z.string() }),
  example: { ...exampleRef, reason: 'lost' },
});
