import { idOf, type NewId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { PolicyRepository, PolicySetting } from '../../application/ports';
import { usualLowStockThreshold } from '../../domain/availability';
import { itemColumns, toItem, type ItemRow } from './stock-rows';

type Row = Omit<ItemRow, 'item_id'> & {
  readonly item_id: string | null;
  readonly seller_id: string;
  readonly low_stock_threshold: number | null;
  readonly version: number | null;
};

const select = `
  SELECT known.seller_id, policy.low_stock_threshold, policy.version, ${itemColumns}
  FROM variants_known known LEFT JOIN stock_policies policy ON policy.variant_id = known.variant_id
    LEFT JOIN stock_items item ON item.variant_id = known.variant_id
  WHERE known.variant_id = $1`;

const toSetting = (rows: readonly Row[], variantId: PolicySetting['policy']['variantId']): PolicySetting | undefined => {
  const [row] = rows;
  if (row === undefined) return undefined;
  const items = rows.flatMap((each) => (each.item_id === null ? [] : [toItem({ ...each, item_id: each.item_id })]));
  const place = items.find((item) => item.backorderLimit > 0);
  return {
    sellerId: idOf(row.seller_id),
    version: row.version ?? 0,
    items,
    policy: {
      variantId,
      lowStockThreshold: row.low_stock_threshold ?? usualLowStockThreshold,
      ...(place === undefined ? {} : { backorder: { warehouseId: place.warehouseId, limit: place.backorderLimit } }),
    },
  };
};

export const policyRepository = (db: Database, newId: NewId): PolicyRepository => ({
  find: async (variantId) => toSetting(await db.query<Row>(select, [variantId]), variantId),
  save: async ({ version, items }, { variantId, lowStockThreshold, backorder }, cause) => {
    const unit = db
      .unit(cause)
      .add(
        `INSERT INTO stock_policies AS policy (variant_id, low_stock_threshold, version) VALUES ($1, $2, $3::int + 1)
         ON CONFLICT (variant_id) DO UPDATE SET low_stock_threshold = excluded.low_stock_threshold, version = excluded.version, updated_at = now()
         WHERE policy.version = $3`,
        [variantId, lowStockThreshold, version],
        1,
      )
      .add('INSERT INTO availability_changes (variant_id) VALUES ($1)', [variantId]);
    if (items.length > 0) {
      unit.add(
        `UPDATE stock_items SET backorder_limit = limits.now FROM unnest($1::uuid[], $2::int[]) AS limits (id, now)
         WHERE stock_items.id = limits.id AND stock_items.backordered <= limits.now`,
        [items.map((item) => item.id), items.map((item) => (item.warehouseId === backorder?.warehouseId ? backorder.limit : 0))],
        items.length,
      );
    }
    // Where nothing has been kept yet, backorders wait for the first delivery.
    if (backorder !== undefined && items.every((item) => item.warehouseId !== backorder.warehouseId)) {
      unit.add('INSERT INTO stock_items (id, variant_id, warehouse_id, on_hand, backorder_limit, version) VALUES ($1, $2, $3, 0, $4, 1)', [
        newId<'StockItem'>(),
        variantId,
        backorder.warehouseId,
        backorder.limit,
      ]);
    }
    await unit.commit();
  },
});
