import { idOf, type VariantId, type WarehouseId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { Place, StockDifference, StockRepository } from '../../application/ports';
import type { StockLevel } from '../../domain/stock';
import { recordHandWork, type HandWorkPublications } from './hand-work';
import { itemColumns, toItem, type ItemRow } from './stock-rows';

type LevelRow = {
  readonly id: string;
  readonly variant_id: string;
  readonly seller_id: string;
  readonly warehouse_id: string;
  readonly code: string;
  readonly country_code: string;
  readonly available: number;
  readonly backorderable: number;
};

const toLevel = (row: LevelRow): StockLevel => ({
  stockItemId: idOf(row.id),
  variantId: idOf(row.variant_id),
  sellerId: idOf(row.seller_id),
  warehouse: { id: idOf(row.warehouse_id), code: row.code, countryCode: row.country_code },
  available: row.available,
  backorderable: row.backorderable,
});

type PlaceRow = ItemRow & { readonly seller_id: string | null; readonly known_warehouse_id: string | null; readonly version: number };

type CompareRow = ItemRow & {
  readonly moved_on_hand: bigint;
  readonly moved_reserved: bigint;
  readonly moved_backordered: bigint;
};

const toDifference = (row: CompareRow): StockDifference => ({
  item: toItem(row),
  movements: { onHand: row.moved_on_hand, reserved: row.moved_reserved, backordered: row.moved_backordered },
});

const differs = (row: CompareRow): boolean =>
  BigInt(row.on_hand) !== row.moved_on_hand ||
  BigInt(row.reserved) !== row.moved_reserved ||
  BigInt(row.backordered) !== row.moved_backordered;

const placeOf = async (db: Database, variantId: VariantId, warehouseId: WarehouseId): Promise<Place> => {
  const [row] = await db.query<Omit<PlaceRow, 'item_id'> & { readonly item_id: string | null }>(
    `SELECT known.seller_id, warehouse.id AS known_warehouse_id, item.version, ${itemColumns}
     FROM (SELECT $1::uuid AS variant_id, $2::uuid AS warehouse_id) AS wanted
       LEFT JOIN variants_known known ON known.variant_id = wanted.variant_id
       LEFT JOIN warehouses warehouse ON warehouse.id = wanted.warehouse_id
       LEFT JOIN stock_items item ON item.variant_id = wanted.variant_id AND item.warehouse_id = wanted.warehouse_id`,
    [variantId, warehouseId],
  );
  if (row === undefined) return {};
  return {
    ...(row.seller_id === null ? {} : { sellerId: idOf<'Seller'>(row.seller_id) }),
    ...(row.known_warehouse_id === null ? {} : { warehouseId }),
    ...(row.item_id === null ? {} : { item: { version: row.version, state: toItem({ ...row, item_id: row.item_id }) } }),
  };
};

const compare = async (db: Database, afterId: string, limit: number): ReturnType<StockRepository['compare']> => {
  const rows = await db.query<CompareRow>(
    `SELECT ${itemColumns}, moved.on_hand AS moved_on_hand, moved.reserved AS moved_reserved, moved.backordered AS moved_backordered
     FROM (SELECT * FROM stock_items WHERE id > $1 ORDER BY id LIMIT $2) AS item
       CROSS JOIN LATERAL (SELECT coalesce(sum(on_hand_change), 0)::bigint AS on_hand, coalesce(sum(reserved_change), 0)::bigint AS reserved,
           coalesce(sum(backordered_change), 0)::bigint AS backordered
         FROM stock_movements WHERE stock_item_id = item.id) AS moved
     ORDER BY item.id`,
    [afterId, limit],
  );
  const lastId = rows.at(-1)?.item_id;
  return { differences: rows.filter(differs).map(toDifference), ...(lastId === undefined ? {} : { lastId }) };
};

export const stockRepository = (db: Database, publications: HandWorkPublications): StockRepository => ({
  levels: async (variantIds) => {
    const rows = await db.query<LevelRow>(
      `SELECT item.id, item.variant_id, known.seller_id, item.warehouse_id, warehouse.code, warehouse.country_code,
         greatest(item.on_hand - item.reserved - item.backordered, 0) AS available, item.backorder_limit - item.backordered AS backorderable
       FROM stock_items item JOIN variants_known known ON known.variant_id = item.variant_id JOIN warehouses warehouse ON warehouse.id = item.warehouse_id
       WHERE item.variant_id = ANY ($1::uuid[])
         AND (item.on_hand > item.reserved + item.backordered OR item.backorder_limit > item.backordered)`,
      [variantIds],
    );
    return rows.map(toLevel);
  },
  shelves: async (ids) => {
    const rows = await db.query<{ id: string; unpromised: number }>(
      'SELECT id, on_hand - reserved AS unpromised FROM stock_items WHERE id = ANY ($1::uuid[])',
      [ids],
    );
    return new Map(rows.map((row) => [idOf(row.id), row.unpromised]));
  },
  place: (variantId, warehouseId) => placeOf(db, variantId, warehouseId),
  record: (work, cause) => recordHandWork(db.unit(cause), work, { publications, cause }).commit(),
  learnVariants: (variants, cause) =>
    db
      .unit(cause)
      // That there is none yet is told as well.
      .add(
        `INSERT INTO availability_changes (variant_id) SELECT variant_id FROM unnest($1::uuid[]) AS learnt (variant_id)
         WHERE variant_id NOT IN (SELECT variant_id FROM variants_known WHERE variant_id = ANY ($1::uuid[]))`,
        [variants.map((each) => each.variantId)],
      )
      .add(
        `INSERT INTO variants_known AS known (variant_id, seller_id, product_id, sku, stock_unit)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[])
         ON CONFLICT (variant_id) DO UPDATE SET sku = excluded.sku, stock_unit = excluded.stock_unit
         WHERE (known.sku, known.stock_unit) IS DISTINCT FROM (excluded.sku, excluded.stock_unit)`,
        [
          variants.map((each) => each.variantId),
          variants.map((each) => each.sellerId),
          variants.map((each) => each.productId),
          variants.map((each) => each.sku),
          variants.map((each) => each.stockUnit ?? null),
        ],
      )
      .commit(),
  compare: (afterId, limit) => compare(db, afterId, limit),
});
