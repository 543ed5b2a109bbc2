import type { NewId, SellerId } from '@marketplace/kernel';
import { nestedRows, parseNested, rowSource, type Database } from '@marketplace/platform';
import type { PolicyRepository } from '../../application/ports';
import { usualLowStockThreshold } from '../../domain/availability';
import { markChanged } from './stock-movements';
import { StockItems, StockPolicies } from './tables';

type SettingRow = {
  readonly sellerId: SellerId;
  readonly lowStockThreshold: number;
  readonly version: number;
  readonly items: readonly object[];
};

const items = nestedRows(StockItems, 'item', { where: 'item.variant_id = known.variant_id', order: 'item.id' });

const selectSetting = `
  SELECT known.seller_id AS "sellerId", coalesce(policy.low_stock_threshold, $2) AS "lowStockThreshold", coalesce(policy.version, 0) AS version,
    ${items} AS items
  FROM variants_known known LEFT JOIN stock_policies policy ON policy.variant_id = known.variant_id
  WHERE known.variant_id = $1`;

const limits = rowSource(StockItems, ['id', 'backorderLimit'], { alias: 'limits' });

/** What is promised already stays promised. */
const setLimits = `
  UPDATE stock_items AS item SET backorder_limit = limits.backorder_limit FROM ${limits.sql}
  WHERE item.id = limits.id AND item.backordered <= limits.backorder_limit`;

export const policyRepository = (db: Database, newId: NewId): PolicyRepository => ({
  find: async (variantId) => {
    const [row] = await db.query<SettingRow>(selectSetting, [variantId, usualLowStockThreshold]);
    if (row === undefined) return undefined;
    const { sellerId, lowStockThreshold, version } = row;
    const kept = parseNested(StockItems, row.items);
    const place = kept.find((item) => item.backorderLimit > 0);
    const backorder = place === undefined ? {} : { backorder: { warehouseId: place.warehouseId, limit: place.backorderLimit } };
    return { sellerId, version, items: kept, policy: { variantId, lowStockThreshold, ...backorder } };
  },
  save: async (before, { variantId, lowStockThreshold, backorder }, cause) => {
    const unit = markChanged(db.unit(cause), [variantId]);
    const version = before.version + 1;
    if (before.version === 0) unit.insert(StockPolicies, [{ variantId, lowStockThreshold, version }]);
    else unit.update(StockPolicies, [{ where: { variantId, version: before.version }, set: { lowStockThreshold, version } }]);
    const limitIn = (warehouseId: string): number => (warehouseId === backorder?.warehouseId ? backorder.limit : 0);
    const changed = before.items.map(({ id, warehouseId }) => ({ id, backorderLimit: limitIn(warehouseId) }));
    if (changed.length > 0) unit.addRows(setLimits, limits.params(changed), changed.length);
    // Where nothing has been kept yet, backorders wait for the first delivery.
    if (backorder !== undefined && before.items.every((item) => item.warehouseId !== backorder.warehouseId)) {
      const { warehouseId, limit: backorderLimit } = backorder;
      unit.insert(StockItems, [{ id: newId(), variantId, warehouseId, onHand: 0, backorderLimit, version: 1 }]);
    }
    await unit.commit();
  },
});
