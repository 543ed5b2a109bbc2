import { idOf, type VariantId, type WarehouseId } from '@marketplace/kernel';
import type { Database, OutgoingEvent } from '@marketplace/platform';
import type { Place, StockDifference, StockRepository } from '../../application/ports';
import type { Adjustment, StockItem, StockLevel } from '../../domain/stock';
import { addMovements } from './movement-parts';

/** Turns an adjustment into what the world is told of it; given by main.ts, from the nats adapter. */
export type StockPublications = (item: StockItem, adjustment: Adjustment, version: number) => OutgoingEvent;

type LevelRow = {
  readonly id: string;
  readonly variant_id: string;
  readonly seller_id: string;
  readonly warehouse_id: string;
  readonly code: string;
  readonly country_code: string;
  readonly available: number;
};

const toLevel = (row: LevelRow): StockLevel => ({
  stockItemId: idOf(row.id),
  variantId: idOf(row.variant_id),
  sellerId: idOf(row.seller_id),
  warehouse: { id: idOf(row.warehouse_id), code: row.code, countryCode: row.country_code },
  available: row.available,
});

type PlaceRow = {
  readonly seller_id: string | null;
  readonly warehouse_id: string | null;
  readonly id: string | null;
  readonly on_hand: number;
  readonly reserved: number;
  readonly version: number;
};

type CompareRow = {
  readonly id: string;
  readonly variant_id: string;
  readonly warehouse_id: string;
  readonly on_hand: number;
  readonly reserved: number;
  readonly moved_on_hand: bigint;
  readonly moved_reserved: bigint;
};

const toDifference = (row: CompareRow): StockDifference => ({
  item: {
    id: idOf(row.id),
    variantId: idOf(row.variant_id),
    warehouseId: idOf(row.warehouse_id),
    onHand: row.on_hand,
    reserved: row.reserved,
  },
  movements: { onHand: row.moved_on_hand, reserved: row.moved_reserved },
});

const differs = (row: CompareRow): boolean => BigInt(row.on_hand) !== row.moved_on_hand || BigInt(row.reserved) !== row.moved_reserved;

const placeOf = async (db: Database, variantId: VariantId, warehouseId: WarehouseId): Promise<Place> => {
  const [row] = await db.query<PlaceRow>(
    `SELECT known.seller_id, warehouse.id AS warehouse_id, item.id, item.on_hand, item.reserved, item.version
     FROM (SELECT $1::uuid AS variant_id, $2::uuid AS warehouse_id) AS wanted
       LEFT JOIN variants_known known ON known.variant_id = wanted.variant_id
       LEFT JOIN warehouses warehouse ON warehouse.id = wanted.warehouse_id
       LEFT JOIN stock_items item ON item.variant_id = wanted.variant_id AND item.warehouse_id = wanted.warehouse_id`,
    [variantId, warehouseId],
  );
  if (row === undefined) return {};
  const item = (id: string) => ({ id: idOf<'StockItem'>(id), variantId, warehouseId, onHand: row.on_hand, reserved: row.reserved });
  return {
    ...(row.seller_id === null ? {} : { sellerId: idOf<'Seller'>(row.seller_id) }),
    ...(row.warehouse_id === null ? {} : { warehouseId }),
    ...(row.id === null ? {} : { item: { version: row.version, state: item(row.id) } }),
  };
};

const compare = async (db: Database, afterId: string, limit: number): ReturnType<StockRepository['compare']> => {
  const rows = await db.query<CompareRow>(
    `SELECT item.id, item.variant_id, item.warehouse_id, item.on_hand, item.reserved, moved.on_hand AS moved_on_hand, moved.reserved AS moved_reserved
     FROM (SELECT * FROM stock_items WHERE id > $1 ORDER BY id LIMIT $2) AS item
       CROSS JOIN LATERAL (SELECT coalesce(sum(on_hand_change), 0)::bigint AS on_hand, coalesce(sum(reserved_change), 0)::bigint AS reserved
         FROM stock_movements WHERE stock_item_id = item.id) AS moved
     ORDER BY item.id`,
    [afterId, limit],
  );
  const lastId = rows.at(-1)?.id;
  return { differences: rows.filter(differs).map(toDifference), ...(lastId === undefined ? {} : { lastId }) };
};

export const stockRepository = (db: Database, publications: StockPublications): StockRepository => ({
  levels: async (variantIds) => {
    const rows = await db.query<LevelRow>(
      `SELECT item.id, item.variant_id, known.seller_id, item.warehouse_id, warehouse.code, warehouse.country_code, item.on_hand - item.reserved AS available
       FROM stock_items item JOIN variants_known known ON known.variant_id = item.variant_id JOIN warehouses warehouse ON warehouse.id = item.warehouse_id
       WHERE item.variant_id = ANY ($1::uuid[]) AND item.on_hand > item.reserved`,
      [variantIds],
    );
    return rows.map(toLevel);
  },
  place: (variantId, warehouseId) => placeOf(db, variantId, warehouseId),
  adjust: async (before, after, { change, reason, cause }) => {
    const version = before.version + 1;
    const unit = db.unit(cause);
    if (before.version === 0) {
      unit.add('INSERT INTO stock_items (id, variant_id, warehouse_id, on_hand, version) VALUES ($1, $2, $3, $4, $5)', [
        after.id,
        after.variantId,
        after.warehouseId,
        after.onHand,
        version,
      ]);
    } else {
      // The new quantity is announced, so it must be the one that holds; what is reserved may grow meanwhile, up to it.
      unit.add(
        'UPDATE stock_items SET on_hand = $4, version = $5 WHERE id = $1 AND version = $2 AND on_hand = $3 AND reserved <= $4',
        [after.id, before.version, before.state.onHand, after.onHand, version],
        1,
      );
    }
    const movement = {
      stockItemId: after.id,
      variantId: after.variantId,
      kind: 'ADJUSTED',
      onHandChange: change,
      reservedChange: 0,
    } as const;
    addMovements(unit, [movement], { reason, referenceId: null, cause });
    await unit.publish(publications(after, { change, reason }, version)).commit();
  },
  learnVariants: (variants, cause) =>
    db
      .unit(cause)
      .add(
        `INSERT INTO variants_known (variant_id, seller_id, product_id) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])
         ON CONFLICT (variant_id) DO NOTHING`,
        [variants.map((each) => each.variantId), variants.map((each) => each.sellerId), variants.map((each) => each.productId)],
      )
      .commit(),
  compare: (afterId, limit) => compare(db, afterId, limit),
});
