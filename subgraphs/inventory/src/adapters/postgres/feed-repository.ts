import { actorRef, idOf, type Instant, type VariantId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { FeedRepository, WarehouseFeed } from '../../application/feed-ports';
import type { FeedKind, WarehouseDifference } from '../../domain/difference';

type FeedRow = {
  readonly warehouse_id: string;
  readonly code: string;
  readonly kind: FeedKind;
  readonly read_at: Instant | null;
  readonly error: string | null;
  readonly unreadable: number;
};

const selectFeeds = `
  SELECT feed.warehouse_id, warehouse.code, feed.kind, feed.read_at, feed.error, feed.unreadable
  FROM warehouse_feeds feed JOIN warehouses warehouse ON warehouse.id = feed.warehouse_id`;

const toFeed = (row: FeedRow): WarehouseFeed => ({
  warehouseId: idOf(row.warehouse_id),
  code: row.code,
  kind: row.kind,
  ...(row.read_at === null ? {} : { readAt: row.read_at }),
  ...(row.error === null ? {} : { error: row.error }),
  unreadable: row.unreadable,
});

type DifferenceRow = {
  readonly id: string;
  readonly warehouse_id: string;
  readonly variant_id: string;
  readonly on_hand: number;
  readonly counted: number;
  readonly found_at: Instant;
};

const toDifference = (row: DifferenceRow): WarehouseDifference => ({
  id: idOf(row.id),
  warehouseId: idOf(row.warehouse_id),
  variantId: idOf(row.variant_id),
  onHand: row.on_hand,
  counted: row.counted,
  foundAt: row.found_at,
});

/** Where what was counted ($2, $3) differs from what the warehouse $1 has on hand; what was not mentioned counts as none. */
const differing = `
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
      `DELETE FROM warehouse_differences WHERE warehouse_id = $1 AND variant_id NOT IN (SELECT variant_id FROM (${differing}) AS now)`,
      fed,
    )
    .add(
      `INSERT INTO warehouse_differences AS known (id, warehouse_id, variant_id, on_hand, counted, found_at)
       SELECT gen_random_uuid(), $1, variant_id, on_hand, counted, $4::timestamptz FROM (${differing}) AS now
       ON CONFLICT (warehouse_id, variant_id) DO UPDATE
         SET id = excluded.id, on_hand = excluded.on_hand, counted = excluded.counted, found_at = excluded.found_at
         WHERE (known.on_hand, known.counted) <> (excluded.on_hand, excluded.counted)`,
      [...fed, at],
    )
    .add('UPDATE warehouse_feeds SET read_at = $2, error = NULL, unreadable = $3 WHERE warehouse_id = $1', [warehouseId, at, unreadable])
    .commit();
  const [row] = await db.query<{ differences: number; news: number }>(
    `SELECT count(*)::int AS differences, (count(*) FILTER (WHERE found_at = $2))::int AS news FROM warehouse_differences WHERE warehouse_id = $1`,
    [warehouseId, at],
  );
  return row ?? { differences: 0, news: 0 };
};

const variantsOf = async (
  db: Database,
  ...[warehouseId, references]: Parameters<FeedRepository['variantsOf']>
): ReturnType<FeedRepository['variantsOf']> => {
  const rows = await db.query<{ reference: string; variant_id: string }>(
    `SELECT reference, (array_agg(variant_id))[1] AS variant_id
     FROM (SELECT reference, variant_id, is_kept, bool_or(is_kept) OVER (PARTITION BY reference) AS some_kept
       FROM (SELECT reference, known.variant_id,
           EXISTS (SELECT 1 FROM stock_items item WHERE item.variant_id = known.variant_id AND item.warehouse_id = $1) AS is_kept
         FROM unnest($2::text[]) AS reference JOIN variants_known known
           ON known.sku = reference OR known.stock_unit = reference OR known.variant_id::text = reference) AS match) AS ranked
     WHERE is_kept OR NOT some_kept
     GROUP BY reference HAVING count(*) = 1`,
    [warehouseId, references],
  );
  return new Map(rows.map((row): [string, VariantId] => [row.reference, idOf(row.variant_id)]));
};

const beforeAll = '00000000-0000-0000-0000-000000000000';
const differenceColumns = 'id, warehouse_id, variant_id, on_hand, counted, found_at';

export const feedRepository = (db: Database): FeedRepository => ({
  all: async () => (await db.query<FeedRow>(`${selectFeeds} ORDER BY warehouse.code`)).map(toFeed),
  byWarehouses: async (ids) => {
    const rows = await db.query<FeedRow>(`${selectFeeds} WHERE feed.warehouse_id = ANY ($1::uuid[])`, [ids]);
    return new Map(rows.map((row) => [row.warehouse_id, toFeed(row)]));
  },
  set: async (warehouseId, kind, cause) => {
    const unit = db.unit(cause);
    if (kind === undefined) {
      unit
        .add('DELETE FROM warehouse_differences WHERE warehouse_id = $1', [warehouseId])
        .add('DELETE FROM warehouse_feeds WHERE warehouse_id = $1', [warehouseId]);
    } else {
      unit.add(
        `INSERT INTO warehouse_feeds (warehouse_id, kind, set_by) VALUES ($1, $2, $3)
         ON CONFLICT (warehouse_id) DO UPDATE SET kind = excluded.kind, set_by = excluded.set_by, set_at = now()`,
        [warehouseId, kind, actorRef(cause.actor)],
      );
    }
    await unit.commit();
  },
  variantsOf: (warehouseId, references) => variantsOf(db, warehouseId, references),
  compare: (reading, cause) => compare(db, reading, cause),
  noteFailure: async (warehouseId, error, at) => {
    await db.query('UPDATE warehouse_feeds SET read_at = $2, error = $3 WHERE warehouse_id = $1', [warehouseId, at, error]);
  },
  differences: async (warehouseId, { limit, after }) => {
    const rows = await db.query<DifferenceRow>(
      `SELECT ${differenceColumns} FROM warehouse_differences WHERE warehouse_id = $1 AND variant_id > $2 ORDER BY variant_id LIMIT $3`,
      [warehouseId, after === '' ? beforeAll : after, limit],
    );
    return rows.map(toDifference);
  },
  difference: async (id) => {
    const rows = await db.query<DifferenceRow>(`SELECT ${differenceColumns} FROM warehouse_differences WHERE id = $1`, [id]);
    return rows.map(toDifference)[0];
  },
});
