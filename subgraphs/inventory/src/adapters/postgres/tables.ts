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

/** Whose a variant is, and what warehouses may call it; learned from products. */
export const Variants = table('variants_known', {
  variantId: id<'Variant'>().primary(),
  sellerId: id<'Seller'>(),
  productId: id<'Product'>(),
  sku: text(),
  stockUnit: text().nullable(),
});

/** The hottest rows of the system. `version` counts changes by hand; reservations do not touch it. */
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
    /** Which lines hold: those of the event that made this version. */
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
  /** The reservation or transfer that it is part of. */
  referenceId: id<'Reservation' | 'StockTransfer'>().nullable(),
  changedBy: text(),
  createdAt: timestamp().withDefault(),
});

/** A mark for each write that changed what can be bought of a variant, until it is announced. */
export const AvailabilityChanges = table('availability_changes', {
  seq: bigint().primary().withDefault(),
  variantId: id<'Variant'>(),
});

/** The availability that was published last. */
export const PublishedAvailability = table('availability_announced', {
  variantId: id<'Variant'>().primary(),
  quantity: integer().named('available'),
  inStock: integer(),
  isLow: boolean(),
  hadStock: boolean(),
  version: integer(),
});

/** Where and how many may be backordered is in the stock item itself. */
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

/** How much a seller said to have of a new variant: booked once. */
export const StatedStock = table('stated_stock', {
  variantId: id<'Variant'>().primary(),
  quantity: integer(),
  correlationId: text(),
  statedAt: timestamp().withDefault(),
  settledAt: timestamp().nullable(),
});
