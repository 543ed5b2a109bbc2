import { lowestId } from '@marketplace/application';
import type { ProductId, VariantId } from '@marketplace/kernel';
import { batched, columnsOf, nestedRow, parseNestedRow, type Database, type Row } from '@marketplace/platform';
import type { InventoryViews, WarehouseStock } from '../../application/inventory.view';
import { defaultLowStockThreshold, type Availability } from '../../domain/availability';
import type { Warehouse } from '../../domain/warehouse';
import { Movements, StockItems, Variants, Warehouses } from './tables';

const warehouseOf = (row: { readonly warehouse: object }): Warehouse => parseNestedRow(Warehouses, row.warehouse);

const selectStock = `
  SELECT ${columnsOf(StockItems, 'item')}, ${nestedRow(Warehouses, 'warehouse')} AS warehouse
  FROM stock_items item JOIN warehouses warehouse ON warehouse.id = item.warehouse_id`;

const readStock = async (db: Database, rest: string, params: readonly unknown[]): Promise<readonly WarehouseStock[]> => {
  const rows = await db.query<Row<typeof StockItems> & { readonly warehouse: object }>(`${selectStock} ${rest}`, params);
  return rows.map((item) => ({ item, warehouse: warehouseOf(item) }));
};

/** The newest movements of each stock item by index, then the newest of all. */
const selectMovements = `
  SELECT ${columnsOf(Movements, 'movement')}, ${nestedRow(Warehouses, 'warehouse')} AS warehouse
  FROM stock_items item JOIN warehouses warehouse ON warehouse.id = item.warehouse_id
    CROSS JOIN LATERAL (SELECT * FROM stock_movements WHERE stock_item_id = item.id AND seq < $2 ORDER BY seq DESC LIMIT $3) AS movement
  WHERE item.variant_id = $1 ORDER BY movement.seq DESC LIMIT $3`;

const maxSeq = '9223372036854775807';

/** Concurrent requests share one query. */
const availabilities = (db: Database) =>
  batched(async (variantIds): Promise<ReadonlyMap<string, Availability>> => {
    const rows = await db.query<Availability & { readonly variantId: VariantId }>(
      `SELECT stock.variant_id AS "variantId", stock.in_stock AS "inStock", stock.backorderable,
         coalesce(policy.low_stock_threshold, $2) AS "lowStockThreshold"
       FROM (SELECT variant_id, sum(greatest(on_hand - reserved - backordered, 0))::int AS in_stock,
           sum(backorder_limit - backordered)::int AS backorderable
         FROM stock_items WHERE variant_id = ANY ($1::uuid[]) GROUP BY variant_id) AS stock
         LEFT JOIN stock_policies policy ON policy.variant_id = stock.variant_id`,
      [variantIds, defaultLowStockThreshold],
    );
    return new Map(rows.map((row) => [row.variantId, row]));
  });

const productAvailabilities = (db: Database) =>
  batched(async (productIds): Promise<ReadonlyMap<string, boolean>> => {
    const rows = await db.query<{ readonly productId: ProductId; readonly isAvailable: boolean }>(
      `SELECT known.product_id AS "productId",
         coalesce(bool_or(item.on_hand > item.reserved + item.backordered OR item.backorder_limit > item.backordered), false) AS "isAvailable"
       FROM variants_known known LEFT JOIN stock_items item ON item.variant_id = known.variant_id
       WHERE known.product_id = ANY ($1::uuid[]) GROUP BY known.product_id`,
      [productIds],
    );
    return new Map(rows.map(({ productId, isAvailable }) => [productId, isAvailable]));
  });

export const inventoryViews = (db: Database): InventoryViews => ({
  availability: availabilities(db),
  isAvailable: productAvailabilities(db),
  sellerOf: async (variantId) => (await db.select(Variants, 'WHERE variant_id = $1', [variantId]))[0]?.sellerId,
  stockOf: (variantId) => readStock(db, 'WHERE item.variant_id = $1 ORDER BY warehouse.code', [variantId]),
  stockItem: async (id) => (await readStock(db, 'WHERE item.id = $1', [id]))[0],
  transferred: (transferId) =>
    readStock(
      db,
      `JOIN stock_movements movement ON movement.stock_item_id = item.id
       WHERE movement.reference_id = $1 AND movement.kind IN ('TRANSFERRED_OUT', 'TRANSFERRED_IN') ORDER BY movement.seq`,
      [transferId],
    ),
  stockIn: (warehouseId, sellerIds, { limit, after = lowestId }) =>
    readStock(
      db,
      `JOIN variants_known known ON known.variant_id = item.variant_id
       WHERE item.warehouse_id = $1 AND item.variant_id > $2 AND ($3::uuid[] IS NULL OR known.seller_id = ANY ($3::uuid[]))
       ORDER BY item.variant_id LIMIT $4`,
      [warehouseId, after, sellerIds === 'all' ? null : sellerIds, limit],
    ),
  movementsOf: async (variantId, { limit, after = maxSeq }) => {
    const rows = await db.query<Row<typeof Movements> & { readonly warehouse: object }>(selectMovements, [variantId, after, limit]);
    return rows.map((movement) => ({ ...movement, warehouse: warehouseOf(movement) }));
  },
  warehousesByIds: async (ids) => {
    const rows = await db.select(Warehouses, 'WHERE id = ANY ($1::uuid[])', [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  },
  warehouses: ({ limit, after = '' }) => db.select(Warehouses, 'WHERE code > $1 ORDER BY code LIMIT $2', [after, limit]),
});
