import { refuse, type Refusal, type VariantId, type WarehouseId } from '@marketplace/kernel';
import { usualLowStockThreshold } from './availability';

/** How a seller wants a variant to be sold. */
export type StockPolicy = {
  readonly variantId: VariantId;
  readonly lowStockThreshold: number;
  /** Where and up to how many pieces may be sold that are not there yet; undefined when none may. */
  readonly backorder?: { readonly warehouseId: WarehouseId; readonly limit: number };
};

export const usualPolicy = (variantId: VariantId): StockPolicy => ({ variantId, lowStockThreshold: usualLowStockThreshold });

/** What is to be changed; what is not said stays as it is. */
export type PolicyChange = {
  readonly lowStockThreshold?: number;
  readonly backorderLimit?: number;
  readonly backorderWarehouseId?: WarehouseId;
};

export type PolicyRefusal = Refusal<
  'invalid-low-stock-threshold' | 'invalid-backorder-limit' | 'backorder-warehouse-required' | 'backorders-waiting'
>;

/** What is backordered now, and where. */
export type Waiting = { readonly warehouseId: WarehouseId; readonly backordered: number };

const largestPolicyNumber = 1_000_000;

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= largestPolicyNumber;

/** The policy after a change. What buyers wait for already was promised: neither its place nor its number can be taken back. */
export const changePolicy = (policy: StockPolicy, change: PolicyChange, waiting: readonly Waiting[]): StockPolicy | PolicyRefusal => {
  const lowStockThreshold = change.lowStockThreshold ?? policy.lowStockThreshold;
  const limit = change.backorderLimit ?? policy.backorder?.limit ?? 0;
  const warehouseId = change.backorderWarehouseId ?? policy.backorder?.warehouseId;
  if (!isCount(lowStockThreshold)) return refuse('invalid-low-stock-threshold', { path: ['lowStockThreshold'] });
  if (!isCount(limit)) return refuse('invalid-backorder-limit', { path: ['backorderLimit'] });
  if (limit > 0 && warehouseId === undefined) return refuse('backorder-warehouse-required', { path: ['backorderWarehouseId'] });
  const isKept = waiting.every((each) => each.backordered <= (each.warehouseId === warehouseId ? limit : 0));
  if (!isKept) return refuse('backorders-waiting', { path: ['backorderLimit'] });
  return {
    variantId: policy.variantId,
    lowStockThreshold,
    ...(limit === 0 || warehouseId === undefined ? {} : { backorder: { warehouseId, limit } }),
  };
};
