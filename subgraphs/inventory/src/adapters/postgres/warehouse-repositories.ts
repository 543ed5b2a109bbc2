import { lowestId } from '@marketplace/application';
import { actorRef, type VariantId } from '@marketplace/kernel';
import { columnsOf, pickColumns, now, type Database } from '@marketplace/platform';
import type { FeedRepository, WarehouseFeed } from '../../application/feed-ports';
import type { WarehouseRepository } from '../../application/ports';
import { WarehouseDifferences, WarehouseFeeds, Warehouses } from './tables';

export const warehouseRepository = (db: Database): WarehouseRepository => ({
  byCode: async (code) => (await db.select(Warehouses, 'WHERE code = $1', [code]))[0],
  byId: async (id) => (await db.select(Warehouses, 'WHERE id = $1', [id]))[0],
  create: ({ id, code, name, countryCode }, cause) => db.unit(cause).insert(Warehouses, [{ id, code, name, countryCode }]).commit(),
});

/** The columns that operators set; the others hold the result of the last read. */
const FeedSettings = pickColumns(WarehouseFeeds, 'warehouseId', 'kind', 'setBy', 'setAt');

const selectFeeds = `
  SELECT ${columnsOf(WarehouseFeeds, 'feed')}, warehouse.code
  FROM warehouse_feeds feed JOIN warehouses warehouse ON warehouse.id = feed.warehouse_id`;

/** The differences between the counted quantities ($2, $3) and stock on hand in warehouse $1. A variant not listed counts as 0. */
const selectDifferences = `
  SELECT coalesce(item.variant_id, fed.variant_id) AS variant_id, coalesce(item.on_hand, 0) AS on_hand, coalesce(fed.counted, 0) AS counted
  FROM (SELECT variant_id, on_hand FROM stock_items WHERE warehouse_id = $1) AS item
    FULL JOIN unnest($2::uuid[], $3::int[]) AS fed (variant_id, counted) ON fed.variant_id = item.variant_id
  WHERE coalesce(item.on_hand, 0) <> coalesce(fed.counted, 0)`;

const compare = async (db: Database, ...[reading, cause]: Parameters<FeedRepository['compare']>): ReturnType<FeedRepository['compare']> => {
  const { warehouseId, counted, unreadable, at } = reading;
  const fed = [warehouseId, counted.map((each) => each.variantId), counted.map((each) => each.counted)];
  await db
    .unit(cause)
    .add(
      `DELETE FROM warehouse_differences WHERE warehouse_id = $1 AND variant_id NOT IN (SELECT variant_id FROM (${selectDifferences}) AS now)`,
      fed,
    )
    .add(
      `INSERT INTO warehouse_differences AS known (id, warehouse_id, variant_id, on_hand, counted, found_at)
       SELECT gen_random_uuid(), $1, variant_id, on_hand, counted, $4::timestamptz FROM (${selectDifferences}) AS now
       ON CONFLICT (warehouse_id, variant_id) DO UPDATE
         SET id = excluded.id, on_hand = excluded.on_hand, counted = excluded.counted, found_at = excluded.found_at
         WHERE (known.on_hand, known.counted) <> (excluded.on_hand, excluded.counted)`,
      [...fed, at],
    )
    .update(WarehouseFeeds, [{ where: { warehouseId }, set: { readAt: at, error: null, unreadable } }], { expect: 'any' })
    .commit();
  const [row] = await db.query<{ differences: number; newDifferences: number }>(
    `SELECT count(*)::int AS differences, (count(*) FILTER (WHERE found_at = $2))::int AS "newDifferences" FROM warehouse_differences WHERE warehouse_id = $1`,
    [warehouseId, at],
  );
  return row ?? { differences: 0, newDifferences: 0 };
};

/** The variant of each reference that matches exactly one. Variants that the warehouse ($1) stocks take precedence. */
const selectReferenced = `
  SELECT reference, (array_agg(variant_id))[1] AS "variantId"
  FROM (SELECT reference, variant_id, is_stocked, bool_or(is_stocked) OVER (PARTITION BY reference) AS any_stocked
    FROM (SELECT reference, known.variant_id,
        EXISTS (SELECT 1 FROM stock_items item WHERE item.variant_id = known.variant_id AND item.warehouse_id = $1) AS is_stocked
      FROM unnest($2::text[]) AS reference JOIN variants_known known
        ON known.sku = reference OR known.stock_unit = reference OR known.variant_id::text = reference) AS match) AS ranked
  WHERE is_stocked OR NOT any_stocked
  GROUP BY reference HAVING count(*) = 1`;

export const feedRepository = (db: Database): FeedRepository => ({
  all: () => db.query<WarehouseFeed>(`${selectFeeds} ORDER BY warehouse.code`),
  byWarehouses: async (ids) => {
    const feeds = await db.query<WarehouseFeed>(`${selectFeeds} WHERE feed.warehouse_id = ANY ($1::uuid[])`, [ids]);
    return new Map(feeds.map((feed) => [feed.warehouseId, feed]));
  },
  set: async (warehouseId, kind, cause) => {
    const unit = db.unit(cause);
    if (kind === undefined) unit.delete(WarehouseDifferences, [{ warehouseId }]).delete(WarehouseFeeds, [{ warehouseId }]);
    else unit.upsert(FeedSettings, [{ warehouseId, kind, setBy: actorRef(cause.actor), setAt: now() }], ['warehouseId']);
    await unit.commit();
  },
  variantsOf: async (warehouseId, references) => {
    const rows = await db.query<{ reference: string; variantId: VariantId }>(selectReferenced, [warehouseId, references]);
    return new Map(rows.map(({ reference, variantId }) => [reference, variantId]));
  },
  compare: (reading, cause) => compare(db, reading, cause),
  recordFailure: async (warehouseId, error, at) => {
    await db.repository(WarehouseFeeds).update({ warehouseId }, { readAt: at, error });
  },
  differences: (warehouseId, { limit, after = lowestId }) =>
    db.select(WarehouseDifferences, 'WHERE warehouse_id = $1 AND variant_id > $2 ORDER BY variant_id LIMIT $3', [
      warehouseId,
      after,
      limit,
    ]),
  difference: async (id) => (await db.select(WarehouseDifferences, 'WHERE id = $1', [id]))[0],
});
