import { refuse, type Id, type Refusal, type SellerId, type VariantId, type WarehouseId } from '@marketplace/kernel';

export type StockItemId = Id<'StockItem'>;

/** A requested quantity of a variant. */
export type Line = { readonly variantId: VariantId; readonly quantity: number };

/** The stock of a variant in a warehouse that can still be reserved. */
export type StockLevel = {
  readonly stockItemId: StockItemId;
  readonly variantId: VariantId;
  readonly sellerId: SellerId;
  readonly warehouse: { readonly id: WarehouseId; readonly code: string; readonly countryCode: string };
  /** Units on hand that are neither reserved nor waited for by backorders. */
  readonly available: number;
  /** Units that can be reserved before they arrive. */
  readonly backorderable: number;
};

/** The stock of a variant in a warehouse. Always 0 <= reserved <= onHand and 0 <= backordered <= backorderLimit. */
export type StockItem = {
  readonly id: StockItemId;
  readonly variantId: VariantId;
  readonly warehouseId: WarehouseId;
  readonly onHand: number;
  /** The part of `onHand` that is reserved by checkouts. */
  readonly reserved: number;
  /** Reserved units that have not arrived; arriving units fill them first. */
  readonly backordered: number;
  readonly backorderLimit: number;
};

/** A stock item of a variant that the warehouse has not stocked before. */
export const emptyItem = (id: StockItemId, variantId: VariantId, warehouseId: WarehouseId): StockItem => ({
  id,
  variantId,
  warehouseId,
  onHand: 0,
  reserved: 0,
  backordered: 0,
  backorderLimit: 0,
});

/** The quantity that can be reserved or removed: on hand, less reserved, less backordered. */
export const availableQuantity = ({ onHand, reserved, backordered }: Pick<StockItem, 'onHand' | 'reserved' | 'backordered'>): number =>
  Math.max(0, onHand - reserved - backordered);

/** The category of an adjustment, for reports; its reason is free text. */
export type AdjustmentCode = 'DELIVERY' | 'RETURN' | 'DAMAGE' | 'LOSS' | 'CORRECTION' | 'OTHER';

/** A manual change of stock: a delivery, a return, damage. */
export type Adjustment = { readonly change: number; readonly code: AdjustmentCode; readonly reason: string };

/** The limits of one adjustment, and of one variant in one warehouse. */
export const maxAdjustment = 1_000_000;
const maxOnHand = 10_000_000;

export type ReasonRefusal = Refusal<'invalid-reason'>;

const unprintable = /[\p{Cc}\p{Cs}]/u;

/** The refusal of an invalid reason; undefined when the reason is valid. */
const invalidReason = (reason: string): ReasonRefusal | undefined =>
  reason.trim() === '' || reason.length > 200 || unprintable.test(reason) ? refuse('invalid-reason', { path: ['reason'] }) : undefined;

export type AdjustRefusal = ReasonRefusal | Refusal<'invalid-change' | 'insufficient-stock' | 'stock-limit-exceeded'>;

/** Checks the sign of a change: deliveries and returns add, damage and losses remove, the others do either. */
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
  const isChange = Number.isInteger(change) && change !== 0 && Math.abs(change) <= maxAdjustment;
  if (!isChange || !fitsCode(adjustment)) return refuse('invalid-change', { path: ['change'] });
  return invalidReason(reason);
};

/** The stock after an adjustment. Reserved units cannot be removed. */
export const adjust = (item: StockItem, adjustment: Adjustment): StockItem | AdjustRefusal => {
  const refused = invalid(adjustment);
  if (refused !== undefined) return refused;
  const onHand = item.onHand + adjustment.change;
  if (onHand < item.reserved) {
    return refuse('insufficient-stock', { path: ['change'], variantId: item.variantId, available: item.onHand - item.reserved });
  }
  if (onHand > maxOnHand) return refuse('stock-limit-exceeded', { path: ['change'] });
  return { ...item, onHand };
};

export type Count = { readonly counted: number; readonly reason: string };

export type CountRefusal = ReasonRefusal | Refusal<'invalid-count' | 'insufficient-stock'>;

/** The stock after a count. The count cannot be lower than the reserved quantity. */
export const count = (item: StockItem, { counted, reason }: Count): StockItem | CountRefusal => {
  if (!Number.isInteger(counted) || counted < 0 || counted > maxOnHand) return refuse('invalid-count', { path: ['counted'] });
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

export type TransferItems = { readonly from: StockItem; readonly to: StockItem };

/** Both stock items after a transfer. Reserved and backordered units cannot be moved. */
export const transfer = ({ from, to }: TransferItems, { quantity, reason }: Transfer): TransferItems | TransferRefusal => {
  if (from.warehouseId === to.warehouseId) return refuse('same-warehouse', { path: ['toWarehouseId'] });
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > maxAdjustment) return refuse('invalid-quantity', { path: ['quantity'] });
  const refused = invalidReason(reason);
  if (refused !== undefined) return refused;
  const available = availableQuantity(from);
  if (quantity > available) return refuse('insufficient-stock', { path: ['quantity'], variantId: from.variantId, available });
  if (to.onHand + quantity > maxOnHand) return refuse('stock-limit-exceeded', { path: ['quantity'] });
  return { from: { ...from, onHand: from.onHand - quantity }, to: { ...to, onHand: to.onHand + quantity } };
};
