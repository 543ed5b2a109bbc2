import { bigint, currencyCode, id, integer, json, table, text, timestamp, updatedAt, withMoney } from '@marketplace/platform';
import type { OrderToShip, QuoteAnswer } from '../../application/ports';
import type { ScanStatus } from '../../domain/scan';
import type { Service, ShipmentItem, ShipmentStatus } from '../../domain/shipment';
import type { Allocation } from '../../domain/split';

/** One answer per checkout: the quoted prices, or the rejection. */
export const ShippingQuotes = table('shipping_quotes', {
  checkoutId: id<'Checkout'>().primary(),
  answer: json(withMoney<QuoteAnswer>()),
  quotedAt: timestamp().withDefault(),
});

/** One row per checkout with an event from orders or inventory. */
export const ReservationAllocations = table('reservation_allocations', {
  checkoutId: id<'Checkout'>().primary(),
  version: integer(),
  allocations: json<readonly Allocation[]>().nullable(),
});

/** Orders to ship. `plannedAt` is set when they have shipments. */
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
    /** The time of the next label request. Not part of the state, so it does not change the version. */
    nextAttemptAt: timestamp().nullable(),
    attempts: integer().withDefault(),
    lastError: text().nullable(),
    /** The time of the last change or carrier query. */
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

/** Scans reported by carriers. The key ensures that each scan is recorded once. Append-only. */
export const ShipmentScans = table(
  'shipment_events',
  {
    carrier: text().primary(),
    eventId: text().primary().named('source_event_id'),
    shipmentId: id<'Shipment'>(),
    /** The version of the shipment after the scan. */
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

/** Original messages of carriers. */
export const CarrierWebhooks = table('carrier_webhooks', {
  carrier: text().primary(),
  eventId: text().primary(),
  trackingNumber: text(),
  body: text(),
  receivedAt: timestamp().withDefault(),
});

/** The health of each carrier integration. Credentials are in the environment, never here. */
export const CarrierIntegrations = table('carrier_integrations', {
  carrierName: text().primary(),
  apiEndpoint: text(),
  lastSuccessAt: timestamp().nullable(),
  lastFailureAt: timestamp().nullable(),
  lastError: text().nullable(),
});
