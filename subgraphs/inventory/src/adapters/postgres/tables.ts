import { bigint, boolean, char, id, integer, table, text, timestamp, updatedAt } from '@marketplace/platform';
import type { FeedKind } from '../../domain/difference';
import type { MovementKind } from '../../domain/movements';
import type { ReservationStatus } from '../../domain/reservation';
import type { AdjustmentCode } from '../../domain/stock';

export const Warehouses = table(
  'warehouses',
  {
    id: id<'Warehouse'>().primary(),
    code: text(),
    name: text(),
    countryCode: char(2),
    createdAt: timestamp().withDefault(),
  },
  { unique: [['code']] },
);

/** The seller, product, SKU and stock unit of a variant, received from products. */
export const Variants = table('variants_known', {
  variantId: id<'Variant'>().primary(),
  sellerId: id<'Seller'>(),
  productId: id<'Product'>(),
  sku: text(),
  stockUnit: text().nullable(),
});

/** The hottest rows of the system. `version` counts manual changes; reservations do not change it. */
export const StockItems = table(
  'stock_items',
  {
    id: id<'StockItem'>().primary(),
    variantId: id<'Variant'>(),
    warehouseId: id<'Warehouse'>(),
    onHand: integer(),
    reserved: integer().withDefault(),
    backordered: integer().withDefault(),
    backorderLimit: integer().withDefault(),
    version: integer(),
  },
  { unique: [['variantId', 'warehouseId']] },
);

export const Reservations = table(
  'stock_reservations',
  {
    id: id<'Reservation'>().primary(),
    checkoutId: id<'Checkout'>(),
    version: integer(),
    announced: integer(),
    status: text<ReservationStatus>(),
    countryCode: char(2).nullable(),
    expiresAt: timestamp().nullable(),
    /** The version of the event whose lines are current. */
    round: integer(),
    correlationId: text(),
    createdAt: timestamp().withDefault(),
    updatedAt: updatedAt(),
  },
  { unique: [['checkoutId']] },
);

/** Append-only: lines of earlier rounds stay. */
export const ReservationLines = table('stock_reservation_lines', {
  reservationId: id<'Reservation'>().primary(),
  round: integer().primary(),
  stockItemId: id<'StockItem'>().primary(),
  variantId: id<'Variant'>(),
  warehouseId: id<'Warehouse'>(),
  quantity: integer(),
  backordered: integer(),
});

/** Append-only. The sums of an item's movements are its stock. */
export const Movements = table('stock_movements', {
  seq: bigint().primary().withDefault(),
  stockItemId: id<'StockItem'>(),
  kind: text<MovementKind>(),
  onHandChange: integer(),
  reservedChange: integer(),
  backorderedChange: integer(),
  reason: text(),
  reasonCode: text<AdjustmentCode>().nullable(),
  /** The reservation or transfer that the movement belongs to. */
  referenceId: id<'Reservation' | 'StockTransfer'>().nullable(),
  changedBy: text(),
  createdAt: timestamp().withDefault(),
});

/** The pending changes: one row for each write that changed the availability of a variant, until it is published. */
export const AvailabilityChanges = table('availability_changes', {
  seq: bigint().primary().withDefault(),
  variantId: id<'Variant'>(),
});

/** The last published availability. */
export const PublishedAvailability = table('availability_announced', {
  variantId: id<'Variant'>().primary(),
  quantity: integer().named('available'),
  inStock: integer(),
  isLow: boolean(),
  hadStock: boolean(),
  version: integer(),
});

/** The stock policies. The backorder limit is a column of the stock item. */
export const StockPolicies = table('stock_policies', {
  variantId: id<'Variant'>().primary(),
  lowStockThreshold: integer(),
  version: integer(),
  updatedAt: updatedAt(),
});

export const WarehouseFeeds = table('warehouse_feeds', {
  warehouseId: id<'Warehouse'>().primary(),
  kind: text<FeedKind>(),
  setBy: text(),
  setAt: timestamp(),
  readAt: timestamp().nullable(),
  error: text().nullable(),
  unreadable: integer().withDefault(),
});

export const WarehouseDifferences = table(
  'warehouse_differences',
  {
    id: id<'WarehouseDifference'>().primary(),
    warehouseId: id<'Warehouse'>(),
    variantId: id<'Variant'>(),
    onHand: integer(),
    counted: integer(),
    foundAt: timestamp(),
  },
  { unique: [['warehouseId', 'variantId']] },
);

/** The opening stock that sellers state for new variants; booked once. */
export const OpeningStock = table('stated_stock', {
  variantId: id<'Variant'>().primary(),
  quantity: integer(),
  correlationId: text(),
  statedAt: timestamp().withDefault(),
  settledAt: timestamp().nullable(),
});
