import { defined, refuse, type Refusal, type VariantId, type WarehouseId } from '@marketplace/kernel';
import { defaultLowStockThreshold } from './availability';

/** The stock policy of a variant, set by its seller. */
export type StockPolicy = {
  readonly variantId: VariantId;
  readonly lowStockThreshold: number;
  /** The warehouse and limit of backorders; undefined when backorders are not allowed. */
  readonly backorder?: { readonly warehouseId: WarehouseId; readonly limit: number };
};

export const defaultPolicy = (variantId: VariantId): StockPolicy => ({ variantId, lowStockThreshold: defaultLowStockThreshold });

/** The fields to change; absent fields keep their values. */
export type PolicyChange = {
  readonly lowStockThreshold?: number;
  readonly backorderLimit?: number;
  readonly backorderWarehouseId?: WarehouseId;
};

export type PolicyRefusal = Refusal<
  'invalid-low-stock-threshold' | 'invalid-backorder-limit' | 'backorder-warehouse-required' | 'backorders-waiting'
>;

/** The backordered quantity in a warehouse. */
export type BackorderedStock = { readonly warehouseId: WarehouseId; readonly backordered: number };

const maxPolicyValue = 1_000_000;

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= maxPolicyValue;

/** The policy after a change. Refuses a limit or warehouse that does not cover the units already backordered. */
export const changePolicy = (
  policy: StockPolicy,
  change: PolicyChange,
  backordered: readonly BackorderedStock[],
): StockPolicy | PolicyRefusal => {
  const lowStockThreshold = change.lowStockThreshold ?? policy.lowStockThreshold;
  const limit = change.backorderLimit ?? policy.backorder?.limit ?? 0;
  const warehouseId = change.backorderWarehouseId ?? policy.backorder?.warehouseId;
  if (!isCount(lowStockThreshold)) return refuse('invalid-low-stock-threshold', { path: ['lowStockThreshold'] });
  if (!isCount(limit)) return refuse('invalid-backorder-limit', { path: ['backorderLimit'] });
  if (limit > 0 && warehouseId === undefined) return refuse('backorder-warehouse-required', { path: ['backorderWarehouseId'] });
  const coversBackorders = backordered.every((each) => each.backordered <= (each.warehouseId === warehouseId ? limit : 0));
  if (!coversBackorders) return refuse('backorders-waiting', { path: ['backorderLimit'] });
  return {
    variantId: policy.variantId,
    lowStockThreshold,
    ...defined({ backorder: limit === 0 || warehouseId === undefined ? undefined : { warehouseId, limit } }),
  };
};
