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
  description: 'All lines are held until expiresAt, each from the warehouses named.',
  data: z.object({ ...reservationRef, expiresAt: at, allocations: z.array(allocation) }),
  example: { ...exampleRef, expiresAt: sample.later, allocations: exampleAllocations },
});

export const StockRejectedV1 = event({
  ...inventory,
  aggregate: 'Reservation',
  type: 'StockRejected',
  description: 'Nothing is held, because these lines could not be met; or because the reservation had been released before.',
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
  description: 'The held stock has left the shelf for these orders; on hand is lower by it.',
  data: z.object({ ...reservationRef, allocations: z.array(allocation) }),
  example: { ...exampleRef, allocations: exampleAllocations },
});

export const ReservationBackorderedV1 = event({
  ...inventory,
  aggregate: 'Reservation',
  type: 'ReservationBackordered',
  description:
    'Paid, and some of it is not there yet: what is there stays held, and ReservationConfirmed follows once the rest has come. Nothing ships before.',
  data: z.object({ ...reservationRef, waitingFor: z.array(allocation).min(1) }),
  example: { ...exampleRef, waitingFor: [{ variantId: sample.variant, warehouseId: sample.warehouse, quantity: 1 }] },
});

export const ReservationReleasedV1 = event({
  ...inventory,
  aggregate: 'Reservation',
  type: 'ReservationReleased',
  description: 'The held stock can be bought by others again. Also said of a reservation that never held anything.',
  data: z.object({ ...reservationRef, reason: z.enum(['requested', 'expired']) }),
  example: { ...exampleRef, reason: 'expired' },
});

export const StockAdjustedV1 = event({
  ...inventory,
  aggregate: 'Stock',
  type: 'StockAdjusted',
  description: 'Stock on hand of a variant in a warehouse changed by hand: delivery, count, damage.',
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
    'Somebody counted the shelf, or the warehouse did; on hand is what was counted, different from before by difference, perhaps 0.',
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
  description: 'Pieces of a variant went from one warehouse to another; onHand is what each end has afterwards.',
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
  description:
    'No more than the threshold of its seller is left of a variant on all shelves together; said once each time that it gets there.',
  data: z.object({ variantId: id, inStock: z.int().nonnegative(), threshold: z.int().nonnegative() }),
  example: { variantId: sample.variant, inStock: 5, threshold: 5 },
});

export const BackInStockV1 = event({
  ...inventory,
  aggregate: 'Availability',
  type: 'BackInStock',
  description: 'There is something on the shelves again of a variant of which there was nothing.',
  data: z.object({ variantId: id, inStock: z.int().positive() }),
  example: { variantId: sample.variant, inStock: 20 },
});

export const AvailabilityChangedV1 = event({
  ...inventory,
  aggregate: 'Availability',
  type: 'AvailabilityChanged',
  description:
    'What can be bought of a variant over all warehouses, after a burst of changes settled for a moment; for display and early warnings, never for a promise.',
  data: z.object({
    variantId: id,
    productId: id.optional(),
    available: z.int().nonnegative(),
    /** How many of them are not there yet, and would be sent later. */
    backorderable: z.int().nonnegative().optional(),
  }),
  example: { variantId: sample.variant, productId: sample.product, available: 48 },
});
