import { refuse, type Id, type Refusal, type SellerId, type VariantId, type WarehouseId } from '@marketplace/kernel';

export type StockItemId = Id<'StockItem'>;

/** So many of a variant; what a reservation asks for. */
export type Line = { readonly variantId: VariantId; readonly quantity: number };

/** What a warehouse can still promise of a variant. */
export type StockLevel = {
  readonly stockItemId: StockItemId;
  readonly variantId: VariantId;
  readonly sellerId: SellerId;
  readonly warehouse: { readonly id: WarehouseId; readonly code: string; readonly countryCode: string };
  /** Pieces on the shelf that nobody has been promised, and nobody waits for. */
  readonly available: number;
  /** Pieces that may be promised although they are not there. */
  readonly backorderable: number;
};

/** What a warehouse holds of a variant. Always 0 <= reserved <= onHand and 0 <= backordered <= backorderLimit. */
export type StockItem = {
  readonly id: StockItemId;
  readonly variantId: VariantId;
  readonly warehouseId: WarehouseId;
  readonly onHand: number;
  /** The part of onHand that is promised to checkouts. */
  readonly reserved: number;
  /** Pieces that are promised and not there yet: whatever arrives is theirs first. */
  readonly backordered: number;
  readonly backorderLimit: number;
};

/** A place that nothing of the variant has been kept in so far. */
export const emptyItem = (id: StockItemId, variantId: VariantId, warehouseId: WarehouseId): StockItem => ({
  id,
  variantId,
  warehouseId,
  onHand: 0,
  reserved: 0,
  backordered: 0,
  backorderLimit: 0,
});

/** What of the shelf is free to be promised or taken away: less what is promised, less what backorders wait for. */
export const freeOf = ({ onHand, reserved, backordered }: Pick<StockItem, 'onHand' | 'reserved' | 'backordered'>): number =>
  Math.max(0, onHand - reserved - backordered);

/** What kind of change it was, for those who count changes; the reason is for those who read them. */
export type AdjustmentCode = 'DELIVERY' | 'RETURN' | 'DAMAGE' | 'LOSS' | 'CORRECTION' | 'OTHER';

/** A change by hand: a delivery, a return, damage. */
export type Adjustment = { readonly change: number; readonly code: AdjustmentCode; readonly reason: string };

/** The most that can be adjusted at once, and the most that one warehouse holds of one variant. */
export const largestAdjustment = 1_000_000;
const largestStock = 10_000_000;

export type ReasonRefusal = Refusal<'invalid-reason'>;

const unprintable = /[\p{Cc}\p{Cs}]/u;

/** Why a reason cannot stand in the history; undefined when it can. */
const invalidReason = (reason: string): ReasonRefusal | undefined =>
  reason.trim() === '' || reason.length > 200 || unprintable.test(reason) ? refuse('invalid-reason', { path: ['reason'] }) : undefined;

export type AdjustRefusal = ReasonRefusal | Refusal<'invalid-change' | 'insufficient-stock' | 'stock-limit-exceeded'>;

/** Deliveries and returns add, damage and loss take away; the rest does either. */
const fitsCode = ({ change, code }: Adjustment): boolean => {
  switch (code) {
    case 'DELIVERY':
    case 'RETURN':
      return change > 0;
    case 'DAMAGE':
    case 'LOSS':
      return change < 0;
    case 'CORRECTION':
    case 'OTHER':
      return true;
  }
};

const invalid = (adjustment: Adjustment): AdjustRefusal | undefined => {
  const { change, reason } = adjustment;
  const isChange = Number.isInteger(change) && change !== 0 && Math.abs(change) <= largestAdjustment;
  if (!isChange || !fitsCode(adjustment)) return refuse('invalid-change', { path: ['change'] });
  return invalidReason(reason);
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

export type Count = { readonly counted: number; readonly reason: string };

export type CountRefusal = ReasonRefusal | Refusal<'invalid-count' | 'insufficient-stock'>;

/** The stock after a count: what was counted is what there is. It cannot be less than is promised. */
export const count = (item: StockItem, { counted, reason }: Count): StockItem | CountRefusal => {
  if (!Number.isInteger(counted) || counted < 0 || counted > largestStock) return refuse('invalid-count', { path: ['counted'] });
  const refused = invalidReason(reason);
  if (refused !== undefined) return refused;
  if (counted < item.reserved) {
    return refuse('insufficient-stock', { path: ['counted'], variantId: item.variantId, available: item.onHand - item.reserved });
  }
  return { ...item, onHand: counted };
};

export type Transfer = { readonly quantity: number; readonly reason: string };

export type TransferRefusal =
  ReasonRefusal | Refusal<'invalid-quantity' | 'same-warehouse' | 'insufficient-stock' | 'stock-limit-exceeded'>;

export type Transferred = { readonly from: StockItem; readonly to: StockItem };

/** Both places after pieces went from one to the other. Only what nobody has been promised and nobody waits for can leave. */
export const transfer = ({ from, to }: Transferred, { quantity, reason }: Transfer): Transferred | TransferRefusal => {
  if (from.warehouseId === to.warehouseId) return refuse('same-warehouse', { path: ['toWarehouseId'] });
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > largestAdjustment)
    return refuse('invalid-quantity', { path: ['quantity'] });
  const refused = invalidReason(reason);
  if (refused !== undefined) return refused;
  const free = freeOf(from);
  if (quantity > free) return refuse('insufficient-stock', { path: ['quantity'], variantId: from.variantId, available: free });
  if (to.onHand + quantity > largestStock) return refuse('stock-limit-exceeded', { path: ['quantity'] });
  return { from: { ...from, onHand: from.onHand - quantity }, to: { ...to, onHand: to.onHand + quantity } };
};
