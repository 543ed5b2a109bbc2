import { bigint, currencyCode, id, integer, json, table, text, timestamp, updatedAt, withMoney } from '@marketplace/platform';
import type { OrderToShip, QuoteAnswer } from '../../application/ports';
import type { ScanStatus } from '../../domain/scan';
import type { Service, ShipmentItem, ShipmentStatus } from '../../domain/shipment';
import type { Allocation } from '../../domain/split';

/** One answer per checkout: the prices that were promised, or why there are none. */
export const ShippingQuotes = table('shipping_quotes', {
  checkoutId: id<'Checkout'>().primary(),
  answer: json(withMoney<QuoteAnswer>()),
  quotedAt: timestamp().withDefault(),
});

/** One row per checkout that orders or inventory have announced something about. */
export const ReservationAllocations = table('reservation_allocations', {
  checkoutId: id<'Checkout'>().primary(),
  version: integer(),
  allocations: json<readonly Allocation[]>().nullable(),
});

/** Orders that are to be shipped; planned once they have shipments. */
export const ShipmentPlans = table('shipment_plans', {
  orderId: id<'Order'>().primary(),
  checkoutId: id<'Checkout'>(),
  order: json(withMoney<OrderToShip>()).named('order_paid'),
  plannedAt: timestamp().nullable(),
});

export const Shipments = table(
  'shipments',
  {
    id: id<'Shipment'>().primary(),
    version: integer(),
    announced: integer(),
    orderId: id<'Order'>(),
    checkoutId: id<'Checkout'>(),
    sellerId: id<'Seller'>(),
    buyerId: id<'User'>(),
    warehouseId: id<'Warehouse'>(),
    status: text<ShipmentStatus>(),
    carrier: text(),
    service: text<Service>(),
    trackingNumber: text().nullable(),
    labelUrl: text().nullable(),
    /** Encrypted with the platform's key. */
    sealedAddress: text(),
    estimatedFrom: timestamp(),
    estimatedTo: timestamp(),
    lastSequence: integer().withDefault(),
    failedDeliveries: integer().withDefault(),
    endReason: text().nullable(),
    correlationId: text(),
    cashAmount: bigint().nullable(),
    cashCurrency: currencyCode().nullable(),
    createdAt: timestamp(),
    shippedAt: timestamp().nullable(),
    deliveredAt: timestamp().nullable(),
    /** When the carrier is asked for a label next; no state of the shipment, so it does not count in its version. */
    nextAttemptAt: timestamp().nullable(),
    attempts: integer().withDefault(),
    lastError: text().nullable(),
    /** When the shipment last changed, or its carrier was asked about it. */
    checkedAt: updatedAt(),
  },
  { unique: [['carrier', 'trackingNumber']] },
);

/** Append-only. */
export const ShipmentItems = table('shipment_items', {
  shipmentId: id<'Shipment'>().primary(),
  orderItemId: id<'OrderItem'>().primary(),
  variantId: id<'Variant'>(),
  quantity: integer(),
  position: integer(),
});

/** Append-only. */
export const Packages = table('packages', {
  shipmentId: id<'Shipment'>().primary(),
  position: integer().primary(),
  weightGrams: integer(),
  contents: json<readonly ShipmentItem[]>(),
});

/** Scans as carriers report them. The key makes sure that each is recorded once. Append-only. */
export const ShipmentScans = table(
  'shipment_events',
  {
    carrier: text().primary(),
    eventId: text().primary().named('source_event_id'),
    shipmentId: id<'Shipment'>(),
    /** The version of the shipment that it made. */
    version: integer().named('sequence'),
    status: text<ScanStatus>(),
    location: text().nullable(),
    description: text().nullable(),
    occurredAt: timestamp(),
  },
  { unique: [['shipmentId', 'version']] },
);

/** Append-only. */
export const DeliveryAttempts = table('delivery_attempts', {
  shipmentId: id<'Shipment'>().primary(),
  attempt: integer().primary(),
  attemptedAt: timestamp(),
  location: text().nullable(),
  description: text().nullable(),
});

/** Messages of carriers, as they came. */
export const CarrierWebhooks = table('carrier_webhooks', {
  carrier: text().primary(),
  eventId: text().primary(),
  trackingNumber: text(),
  body: text(),
  receivedAt: timestamp().withDefault(),
});

/** How talking to each carrier goes. Keys and secrets are in the environment, never here. */
export const CarrierIntegrations = table('carrier_integrations', {
  carrierName: text().primary(),
  apiEndpoint: text(),
  lastSuccessAt: timestamp().nullable(),
  lastFailureAt: timestamp().nullable(),
  lastError: text().nullable(),
});
