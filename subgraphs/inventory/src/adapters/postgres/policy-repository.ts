import { defined, type NewId, type SellerId } from '@marketplace/kernel';
import { nestedRows, parseNested, rowSource, type Database } from '@marketplace/platform';
import type { PolicyRepository } from '../../application/ports';
import { defaultLowStockThreshold } from '../../domain/availability';
import { addPendingChanges } from './stock-movements';
import { StockItems, StockPolicies } from './tables';

type PolicyRow = {
  readonly sellerId: SellerId;
  readonly lowStockThreshold: number;
  readonly version: number;
  readonly items: readonly object[];
};

const items = nestedRows(StockItems, 'item', { where: 'item.variant_id = known.variant_id', order: 'item.id' });

const selectPolicy = `
  SELECT known.seller_id AS "sellerId", coalesce(policy.low_stock_threshold, $2) AS "lowStockThreshold", coalesce(policy.version, 0) AS version,
    ${items} AS items
  FROM variants_known known LEFT JOIN stock_policies policy ON policy.variant_id = known.variant_id
  WHERE known.variant_id = $1`;

const limits = rowSource(StockItems, ['id', 'backorderLimit'], { alias: 'limits' });

/** Writes a limit only if it covers the backordered units. */
const setLimits = `
  UPDATE stock_items AS item SET backorder_limit = limits.backorder_limit FROM ${limits.sql}
  WHERE item.id = limits.id AND item.backordered <= limits.backorder_limit`;

export const policyRepository = (db: Database, newId: NewId): PolicyRepository => ({
  find: async (variantId) => {
    const [row] = await db.query<PolicyRow>(selectPolicy, [variantId, defaultLowStockThreshold]);
    if (row === undefined) return undefined;
    const { sellerId, lowStockThreshold, version } = row;
    const stockItems = parseNested(StockItems, row.items);
    const backordering = stockItems.find((item) => item.backorderLimit > 0);
    const backorder = backordering && { warehouseId: backordering.warehouseId, limit: backordering.backorderLimit };
    return { sellerId, version, items: stockItems, policy: { variantId, lowStockThreshold, ...defined({ backorder }) } };
  },
  save: async (before, { variantId, lowStockThreshold, backorder }, cause) => {
    const unit = addPendingChanges(db.unit(cause), [variantId]);
    const version = before.version + 1;
    if (before.version === 0) unit.insert(StockPolicies, [{ variantId, lowStockThreshold, version }]);
    else unit.update(StockPolicies, [{ where: { variantId, version: before.version }, set: { lowStockThreshold, version } }]);
    const limitIn = (warehouseId: string): number => (warehouseId === backorder?.warehouseId ? backorder.limit : 0);
    const changed = before.items.map(({ id, warehouseId }) => ({ id, backorderLimit: limitIn(warehouseId) }));
    if (changed.length > 0) unit.addRows(setLimits, limits.params(changed), changed.length);
    // A warehouse without stock of the variant gets an empty item for the backorders.
    if (backorder !== undefined && before.items.every((item) => item.warehouseId !== backorder.warehouseId)) {
      const { warehouseId, limit: backorderLimit } = backorder;
      unit.insert(StockItems, [{ id: newId(), variantId, warehouseId, onHand: 0, backorderLimit, version: 1 }]);
    }
    await unit.commit();
  },
});
