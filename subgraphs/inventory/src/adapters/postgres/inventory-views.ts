import { idOf } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { InventoryViews, PlacedStock, WarehouseRepository } from '../../application/ports';
import type { Warehouse } from '../../domain/warehouse';

type WarehouseRow = { readonly id: string; readonly code: string; readonly name: string; readonly country_code: string };

const toWarehouse = (row: WarehouseRow): Warehouse => ({ id: idOf(row.id), code: row.code, name: row.name, countryCode: row.country_code });

type StockRow = WarehouseRow & {
  readonly item_id: string;
  readonly variant_id: string;
  readonly on_hand: number;
  readonly reserved: number;
};

const selectStock = `
  SELECT warehouse.id, warehouse.code, warehouse.name, warehouse.country_code, item.id AS item_id, item.variant_id, item.on_hand, item.reserved
  FROM stock_items item JOIN warehouses warehouse ON warehouse.id = item.warehouse_id`;

const toPlaced = (row: StockRow): PlacedStock => ({
  item: { id: idOf(row.item_id), variantId: idOf(row.variant_id), warehouseId: idOf(row.id), onHand: row.on_hand, reserved: row.reserved },
  warehouse: toWarehouse(row),
});

export const inventoryViews = (db: Database): InventoryViews => ({
  availability: async (variantIds) => {
    const rows = await db.query<{ variant_id: string; available: number }>(
      `SELECT variant_id, sum(on_hand - reserved)::int AS available FROM stock_items WHERE variant_id = ANY ($1::uuid[]) GROUP BY variant_id`,
      [variantIds],
    );
    return new Map(rows.map((row) => [row.variant_id, row.available]));
  },
  sellerOf: async (variantId) => {
    const [row] = await db.query<{ seller_id: string }>('SELECT seller_id FROM variants_known WHERE variant_id = $1', [variantId]);
    return row === undefined ? undefined : idOf(row.seller_id);
  },
  stockOf: async (variantId) =>
    (await db.query<StockRow>(`${selectStock} WHERE item.variant_id = $1 ORDER BY warehouse.code`, [variantId])).map(toPlaced),
  stockItem: async (id) => (await db.query<StockRow>(`${selectStock} WHERE item.id = $1`, [id])).map(toPlaced)[0],
  warehousesByIds: async (ids) => {
    const rows = await db.query<WarehouseRow>('SELECT id, code, name, country_code FROM warehouses WHERE id = ANY ($1::uuid[])', [ids]);
    return new Map(rows.map((row) => [row.id, toWarehouse(row)]));
  },
  warehouses: async ({ limit, afterCode }) => {
    const rows = await db.query<WarehouseRow>(
      'SELECT id, code, name, country_code FROM warehouses WHERE code > $1 ORDER BY code LIMIT $2',
      [afterCode, limit],
    );
    return rows.map(toWarehouse);
  },
});

export const warehouseRepository = (db: Database): WarehouseRepository => ({
  byCode: async (code) => {
    const rows = await db.query<WarehouseRow>('SELECT id, code, name, country_code FROM warehouses WHERE code = $1', [code]);
    return rows.map(toWarehouse)[0];
  },
  create: ({ id, code, name, countryCode }, cause) =>
    db
      .unit(cause)
      .add('INSERT INTO warehouses (id, code, name, country_code) VALUES ($1, $2, $3, $4)', [id, code, name, countryCode])
      .commit(),
});
