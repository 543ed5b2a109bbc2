import { refuse, type Id, type Refusal, type SellerId, type VariantId, type WarehouseId } from '@marketplace/kernel';

export type StockItemId = Id<'StockItem'>;

/** So many of a variant; what a reservation asks for. */
export type Line = { readonly variantId: VariantId; readonly quantity: number };

/** What a warehouse has of a variant and has not promised to anybody. */
export type StockLevel = {
  readonly stockItemId: StockItemId;
  readonly variantId: VariantId;
  readonly sellerId: SellerId;
  readonly warehouse: { readonly id: WarehouseId; readonly code: string; readonly countryCode: string };
  readonly available: number;
};

/** What a warehouse holds of a variant. Always 0 <= reserved <= onHand. */
export type StockItem = {
  readonly id: StockItemId;
  readonly variantId: VariantId;
  readonly warehouseId: WarehouseId;
  readonly onHand: number;
  /** The part of onHand that is promised to checkouts. */
  readonly reserved: number;
};

/** A change by hand: a delivery, a count, damage. */
export type Adjustment = { readonly change: number; readonly reason: string };

export type AdjustRefusal = Refusal<'invalid-change' | 'invalid-reason' | 'insufficient-stock' | 'stock-limit-exceeded'>;

/** The most that can be adjusted at once, and the most that one warehouse holds of one variant. */
export const largestAdjustment = 1_000_000;
export const largestStock = 10_000_000;

const invalid = ({ change, reason }: Adjustment): AdjustRefusal | undefined => {
  if (!Number.isInteger(change) || change === 0 || Math.abs(change) > largestAdjustment)
    return refuse('invalid-change', { path: ['change'] });
  if (reason.trim() === '' || reason.length > 200) return refuse('invalid-reason', { path: ['reason'] });
  return undefined;
};

/** The stock after an adjustment. What is promised cannot be taken away: it is sold already. */
export const adjust = (item: StockItem, adjustment: Adjustment): StockItem | AdjustRefusal => {
  const refused = invalid(adjustment);
  if (refused !== undefined) return refused;
  const onHand = item.onHand + adjustment.change;
  if (onHand < item.reserved) {
    return refuse('insufficient-stock', { path: ['change'], variantId: item.variantId, available: item.onHand - item.reserved });
  }
  if (onHand > largestStock) return refuse('stock-limit-exceeded', { path: ['change'] });
  return { ...item, onHand };
};

export type AvailabilityStatus = 'IN_STOCK' | 'LOW_STOCK' | 'OUT_OF_STOCK';

/** Up to this many left, buyers are told to hurry. */
export const lowStock = 5;

export const availabilityStatus = (available: number): AvailabilityStatus => {
  if (available <= 0) return 'OUT_OF_STOCK';
  return available <= lowStock ? 'LOW_STOCK' : 'IN_STOCK';
};
