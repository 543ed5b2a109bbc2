import { z } from 'zod';
import { at, event, id, quantity, sample } from './contract';

const inventory = { context: 'inventory', version: 1 } as const;

const allocation = z.object({ variantId: id, warehouseId: id, quantity });
const reservationRef = { reservationId: id, checkoutId: id };
const exampleRef = { reservationId: sample.reservation, checkoutId: sample.checkout };
const exampleAllocations = [{ variantId: sample.variant, warehouseId: sample.warehouse, quantity: 2 }];

export const StockReservedV1 = event({
  ...inventory,
  aggregate: 'Reservation',
  type: 'StockReserved',
  description: 'All lines are reserved until expiresAt, in the listed warehouses.',
  data: z.object({ ...reservationRef, expiresAt: at, allocations: z.array(allocation) }),
  example: { ...exampleRef, expiresAt: sample.later, allocations: exampleAllocations },
});

export const StockRejectedV1 = event({
  ...inventory,
  aggregate: 'Reservation',
  type: 'StockRejected',
  description: 'Nothing was reserved, because stock is insufficient for the listed lines or the reservation had already been released.',
  data: z.object({
    ...reservationRef,
    reason: z.enum(['insufficient-stock', 'already-released']),
    shortages: z.array(z.object({ variantId: id, requested: quantity, available: z.int().nonnegative() })),
  }),
  example: { ...exampleRef, reason: 'insufficient-stock', shortages: [{ variantId: sample.variant, requested: 2, available: 1 }] },
});

export const ReservationConfirmedV1 = event({
  ...inventory,
  aggregate: 'Reservation',
  type: 'ReservationConfirmed',
  description: 'The reserved stock was deducted from stock on hand for the paid orders.',
  data: z.object({ ...reservationRef, allocations: z.array(allocation) }),
  example: { ...exampleRef, allocations: exampleAllocations },
});

export const ReservationBackorderedV1 = event({
  ...inventory,
  aggregate: 'Reservation',
  type: 'ReservationBackordered',
  description:
    'The orders are paid, but some of the stock has not arrived yet. Available stock stays reserved; ReservationConfirmed follows when the rest has arrived. Nothing ships before that.',
  data: z.object({ ...reservationRef, waitingFor: z.array(allocation).min(1) }),
  example: { ...exampleRef, waitingFor: [{ variantId: sample.variant, warehouseId: sample.warehouse, quantity: 1 }] },
});

export const ReservationReleasedV1 = event({
  ...inventory,
  aggregate: 'Reservation',
  type: 'ReservationReleased',
  description: 'A reservation was released and its stock is available again. Also published for a reservation that never held stock.',
  data: z.object({ ...reservationRef, reason: z.enum(['requested', 'expired']) }),
  example: { ...exampleRef, reason: 'expired' },
});

export const StockAdjustedV1 = event({
  ...inventory,
  aggregate: 'Stock',
  type: 'StockAdjusted',
  description: 'The stock on hand of a variant in a warehouse was adjusted manually, for example after a delivery or damage.',
  data: z.object({
    stockItemId: id,
    variantId: id,
    warehouseId: id,
    change: z.int(),
    onHand: z.int().nonnegative(),
    reason: z.string(),
    reasonCode: z.enum(['DELIVERY', 'RETURN', 'DAMAGE', 'LOSS', 'CORRECTION', 'OTHER']).optional(),
  }),
  example: {
    stockItemId: sample.history,
    variantId: sample.variant,
    warehouseId: sample.warehouse,
    change: 50,
    onHand: 80,
    reason: 'delivery',
  },
});

export const StockCountedV1 = event({
  ...inventory,
  aggregate: 'Stock',
  type: 'StockCounted',
  description:
    'The stock of a variant in a warehouse was counted. Stock on hand is the counted quantity; difference is the change, which can be 0.',
  data: z.object({
    stockItemId: id,
    variantId: id,
    warehouseId: id,
    counted: z.int().nonnegative(),
    difference: z.int(),
    reason: z.string(),
  }),
  example: {
    stockItemId: sample.history,
    variantId: sample.variant,
    warehouseId: sample.warehouse,
    counted: 78,
    difference: -2,
    reason: 'yearly count',
  },
});

const transferEnd = z.object({ stockItemId: id, warehouseId: id, onHand: z.int().nonnegative() });

export const StockTransferredV1 = event({
  ...inventory,
  aggregate: 'StockTransfer',
  type: 'StockTransferred',
  description: 'Units of a variant were transferred from one warehouse to another; onHand is the stock of each warehouse afterwards.',
  data: z.object({ transferId: id, variantId: id, quantity, from: transferEnd, to: transferEnd, reason: z.string() }),
  example: {
    transferId: sample.checkout,
    variantId: sample.variant,
    quantity: 5,
    from: { stockItemId: sample.history, warehouseId: sample.warehouse, onHand: 75 },
    to: { stockItemId: sample.reset, warehouseId: sample.owner, onHand: 5 },
    reason: 'closer to the buyers',
  },
});

export const LowStockReachedV1 = event({
  ...inventory,
  aggregate: 'Availability',
  type: 'LowStockReached',
  description: "The stock of a variant in all warehouses fell to the seller's threshold or below. Published once each time it does.",
  data: z.object({ variantId: id, inStock: z.int().nonnegative(), threshold: z.int().nonnegative() }),
  example: { variantId: sample.variant, inStock: 5, threshold: 5 },
});

export const BackInStockV1 = event({
  ...inventory,
  aggregate: 'Availability',
  type: 'BackInStock',
  description: 'A variant that was out of stock is in stock again.',
  data: z.object({ variantId: id, inStock: z.int().positive() }),
  example: { variantId: sample.variant, inStock: 20 },
});

export const AvailabilityChangedV1 = event({
  ...inventory,
  aggregate: 'Availability',
  type: 'AvailabilityChanged',
  description:
    'The available quantity of a variant in all warehouses changed. Several changes in quick succession are combined into one event. For display and early checks only; it guarantees no stock.',
  data: z.object({
    variantId: id,
    productId: id.optional(),
    available: z.int().nonnegative(),
    /** The quantity of those that would ship later, from backorders. */
    backorderable: z.int().nonnegative().optional(),
  }),
  example: { variantId: sample.variant, productId: sample.product, available: 48 },
});
