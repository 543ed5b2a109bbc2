import { defined, type VariantId } from '@marketplace/kernel';
import { columnsOf, nestedRows, parseNested, rowSource, type Database, type Row, type Unit } from '@marketplace/platform';
import type { ItemLookup, StockRepository } from '../../application/ports';
import type { StockLevel } from '../../domain/stock';
import { addManualChange, type ManualChangePublication } from './manual-changes';
import { StockItems, Variants } from './tables';

type LevelRow = Omit<StockLevel, 'warehouse'> & {
  readonly warehouseId: StockLevel['warehouse']['id'];
  readonly code: string;
  readonly countryCode: string;
};

/** On the hot path: every request for stock reads this. */
const selectLevels = `
  SELECT item.id AS "stockItemId", item.variant_id AS "variantId", known.seller_id AS "sellerId", item.warehouse_id AS "warehouseId",
    warehouse.code, warehouse.country_code AS "countryCode",
    greatest(item.on_hand - item.reserved - item.backordered, 0) AS available, item.backorder_limit - item.backordered AS backorderable
  FROM stock_items item JOIN variants_known known ON known.variant_id = item.variant_id JOIN warehouses warehouse ON warehouse.id = item.warehouse_id
  WHERE item.variant_id = ANY ($1::uuid[])
    AND (item.on_hand > item.reserved + item.backordered OR item.backorder_limit > item.backordered)`;

const toLevel = ({ warehouseId, code, countryCode, ...level }: LevelRow): StockLevel => ({
  ...level,
  warehouse: { id: warehouseId, code, countryCode },
});

const existingItem = nestedRows(StockItems, 'item', { where: 'item.variant_id = $1 AND item.warehouse_id = $2', order: 'item.id' });

const selectLookup = `
  SELECT (SELECT seller_id FROM variants_known WHERE variant_id = $1) AS "sellerId", (SELECT id FROM warehouses WHERE id = $2) AS "warehouseId",
    ${existingItem} AS items`;

const selectCompared = `
  SELECT ${columnsOf(StockItems, 'item')}, moved.on_hand AS "movedOnHand", moved.reserved AS "movedReserved", moved.backordered AS "movedBackordered"
  FROM (SELECT * FROM stock_items WHERE id > $1 ORDER BY id LIMIT $2) AS item
    CROSS JOIN LATERAL (SELECT coalesce(sum(on_hand_change), 0)::bigint AS on_hand, coalesce(sum(reserved_change), 0)::bigint AS reserved,
        coalesce(sum(backordered_change), 0)::bigint AS backordered
      FROM stock_movements WHERE stock_item_id = item.id) AS moved
  ORDER BY item.id`;

type ComparedRow = Row<typeof StockItems> & {
  readonly movedOnHand: bigint;
  readonly movedReserved: bigint;
  readonly movedBackordered: bigint;
};

const differs = (row: ComparedRow): boolean =>
  BigInt(row.onHand) !== row.movedOnHand || BigInt(row.reserved) !== row.movedReserved || BigInt(row.backordered) !== row.movedBackordered;

/** Records pending changes of the variants that are new: their availability of 0 is published as well. */
export const addPendingChangesOfNew = (unit: Unit, variantIds: readonly VariantId[]): Unit =>
  unit.addRows(
    `INSERT INTO availability_changes (variant_id) SELECT variant_id FROM unnest($1::uuid[]) AS learned (variant_id)
     WHERE variant_id NOT IN (SELECT variant_id FROM variants_known WHERE variant_id = ANY ($1::uuid[]))`,
    [variantIds],
  );

const variantRows = rowSource(Variants, ['variantId', 'sellerId', 'productId', 'sku', 'stockUnit'], { alias: 'learned' });

/** The SKU and stock unit of a variant may change; its product and seller may not. */
const upsertVariants = `
  INSERT INTO variants_known AS known (variant_id, seller_id, product_id, sku, stock_unit) SELECT * FROM ${variantRows.sql}
  ON CONFLICT (variant_id) DO UPDATE SET sku = excluded.sku, stock_unit = excluded.stock_unit
  WHERE (known.sku, known.stock_unit) IS DISTINCT FROM (excluded.sku, excluded.stock_unit)`;

export const stockRepository = (db: Database, publish: ManualChangePublication): StockRepository => ({
  levels: async (variantIds) => (await db.query<LevelRow>(selectLevels, [variantIds])).map(toLevel),
  unreserved: async (ids) => {
    const rows = await db.select(StockItems, 'WHERE id = ANY ($1::uuid[])', [ids]);
    return new Map(rows.map(({ id, onHand, reserved }) => [id, onHand - reserved]));
  },
  lookUp: async (variantId, warehouseId) => {
    const [row] = await db.query<Omit<ItemLookup, 'item'> & { readonly items: readonly object[] }>(selectLookup, [variantId, warehouseId]);
    const [item] = parseNested(StockItems, row?.items ?? []);
    return { sellerId: row?.sellerId ?? null, warehouseId: row?.warehouseId ?? null, item };
  },
  record: (change, cause) => addManualChange(db.unit(cause), change, { publish, cause }).commit(),
  saveVariants: (variants, cause) => {
    const unit = addPendingChangesOfNew(
      db.unit(cause),
      variants.map(({ variantId }) => variantId),
    );
    return unit.addRows(upsertVariants, variantRows.params(variants)).commit();
  },
  compare: async (afterId, limit) => {
    const rows = await db.query<ComparedRow>(selectCompared, [afterId, limit]);
    return {
      differences: rows.filter(differs).map((item) => ({
        item,
        movements: { onHand: item.movedOnHand, reserved: item.movedReserved, backordered: item.movedBackordered },
      })),
      ...defined({ last: rows.at(-1)?.id }),
    };
  },
});
