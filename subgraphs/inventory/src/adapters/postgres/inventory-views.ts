import { idOf, type Instant } from '@marketplace/kernel';
import { coalesced, type Database } from '@marketplace/platform';
import type { InventoryViews, PlacedStock, RecordedMovement } from '../../application/inventory.view';
import { usualLowStockThreshold, type Availability } from '../../domain/availability';
import type { MovementKind } from '../../domain/movements';
import type { AdjustmentCode } from '../../domain/stock';
import { itemColumns, toItem, type ItemRow } from './stock-rows';
import { toWarehouse, type WarehouseRow } from './warehouse-repository';

const warehouseColumns = 'warehouse.id, warehouse.code, warehouse.name, warehouse.country_code';

type StockRow = WarehouseRow & ItemRow;

const selectStock = `
  SELECT ${warehouseColumns}, ${itemColumns}
  FROM stock_items item JOIN warehouses warehouse ON warehouse.id = item.warehouse_id`;

const toPlaced = (row: StockRow): PlacedStock => ({ item: toItem(row), warehouse: toWarehouse(row) });

type MovementRow = WarehouseRow & {
  readonly seq: string;
  readonly kind: MovementKind;
  readonly on_hand_change: number;
  readonly reserved_change: number;
  readonly backordered_change: number;
  readonly reason_code: AdjustmentCode | null;
  readonly reason: string;
  readonly reference_id: string | null;
  readonly changed_by: string;
  readonly created_at: Instant;
};

const toMovement = (row: MovementRow): RecordedMovement => ({
  seq: row.seq,
  kind: row.kind,
  onHandChange: row.on_hand_change,
  reservedChange: row.reserved_change,
  backorderedChange: row.backordered_change,
  ...(row.reason_code === null ? {} : { code: row.reason_code }),
  reason: row.reason,
  ...(row.reference_id === null ? {} : { referenceId: row.reference_id }),
  changedBy: row.changed_by,
  at: row.created_at,
  warehouse: toWarehouse(row),
});

/** The newest of each place, from its own index, and then the newest of these. */
const selectMovements = `
  SELECT movement.seq::text AS seq, movement.kind, movement.on_hand_change, movement.reserved_change, movement.backordered_change,
    movement.reason_code, movement.reason, movement.reference_id, movement.changed_by, movement.created_at, ${warehouseColumns}
  FROM stock_items item JOIN warehouses warehouse ON warehouse.id = item.warehouse_id
    CROSS JOIN LATERAL (SELECT * FROM stock_movements WHERE stock_item_id = item.id AND seq < $2 ORDER BY seq DESC LIMIT $3) AS movement
  WHERE item.variant_id = $1 ORDER BY movement.seq DESC LIMIT $3`;

const beyondAll = '9223372036854775807';
const beforeAll = '00000000-0000-0000-0000-000000000000';

type AvailabilityRow = {
  readonly variant_id: string;
  readonly in_stock: number;
  readonly backorderable: number;
  readonly threshold: number;
};

/** Pages that are looked at in the same moment share a read. */
const availabilities = (db: Database) =>
  coalesced(async (variantIds): Promise<ReadonlyMap<string, Availability>> => {
    const rows = await db.query<AvailabilityRow>(
      `SELECT stock.variant_id, stock.in_stock, stock.backorderable, coalesce(policy.low_stock_threshold, $2) AS threshold
       FROM (SELECT variant_id, sum(greatest(on_hand - reserved - backordered, 0))::int AS in_stock,
           sum(backorder_limit - backordered)::int AS backorderable
         FROM stock_items WHERE variant_id = ANY ($1::uuid[]) GROUP BY variant_id) AS stock
         LEFT JOIN stock_policies policy ON policy.variant_id = stock.variant_id`,
      [variantIds, usualLowStockThreshold],
    );
    return new Map(
      rows.map((row) => [row.variant_id, { inStock: row.in_stock, backorderable: row.backorderable, lowStockThreshold: row.threshold }]),
    );
  });

const productAvailabilities = (db: Database) =>
  coalesced(async (productIds): Promise<ReadonlyMap<string, boolean>> => {
    const rows = await db.query<{ readonly product_id: string; readonly is_available: boolean }>(
      `SELECT known.product_id, coalesce(bool_or(item.on_hand > item.reserved + item.backordered OR item.backorder_limit > item.backordered), false)
         AS is_available
       FROM variants_known known LEFT JOIN stock_items item ON item.variant_id = known.variant_id
       WHERE known.product_id = ANY ($1::uuid[]) GROUP BY known.product_id`,
      [productIds],
    );
    return new Map(rows.map((row) => [row.product_id, row.is_available]));
  });

export const inventoryViews = (db: Database): InventoryViews => ({
  availability: availabilities(db),
  isAvailable: productAvailabilities(db),
  sellerOf: async (variantId) => {
    const [row] = await db.query<{ seller_id: string }>('SELECT seller_id FROM variants_known WHERE variant_id = $1', [variantId]);
    return row === undefined ? undefined : idOf(row.seller_id);
  },
  stockOf: async (variantId) =>
    (await db.query<StockRow>(`${selectStock} WHERE item.variant_id = $1 ORDER BY warehouse.code`, [variantId])).map(toPlaced),
  stockItem: async (id) => (await db.query<StockRow>(`${selectStock} WHERE item.id = $1`, [id])).map(toPlaced)[0],
  transferred: async (transferId) => {
    const rows = await db.query<StockRow>(
      `${selectStock} JOIN stock_movements movement ON movement.stock_item_id = item.id
       WHERE movement.reference_id = $1 AND movement.kind IN ('TRANSFERRED_OUT', 'TRANSFERRED_IN') ORDER BY movement.seq`,
      [transferId],
    );
    return rows.map(toPlaced);
  },
  stockIn: async (warehouseId, sellerIds, { limit, after }) => {
    const rows = await db.query<StockRow>(
      `${selectStock} JOIN variants_known known ON known.variant_id = item.variant_id
       WHERE item.warehouse_id = $1 AND item.variant_id > $2 AND ($3::uuid[] IS NULL OR known.seller_id = ANY ($3::uuid[]))
       ORDER BY item.variant_id LIMIT $4`,
      [warehouseId, after === '' ? beforeAll : after, sellerIds === 'all' ? null : sellerIds, limit],
    );
    return rows.map(toPlaced);
  },
  movementsOf: async (variantId, { limit, after }) =>
    (await db.query<MovementRow>(selectMovements, [variantId, after === '' ? beyondAll : after, limit])).map(toMovement),
  warehousesByIds: async (ids) => {
    const rows = await db.query<WarehouseRow>(`SELECT ${warehouseColumns} FROM warehouses warehouse WHERE id = ANY ($1::uuid[])`, [ids]);
    return new Map(rows.map((row) => [row.id, toWarehouse(row)]));
  },
  warehouses: async ({ limit, after }) => {
    const rows = await db.query<WarehouseRow>(
      `SELECT ${warehouseColumns} FROM warehouses warehouse WHERE code > $1 ORDER BY code LIMIT $2`,
      [after, limit],
    );
    return rows.map(toWarehouse);
  },
});
