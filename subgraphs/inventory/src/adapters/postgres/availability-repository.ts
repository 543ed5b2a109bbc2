import { idOf, type VariantId } from '@marketplace/kernel';
import type { Database, OutgoingEvent } from '@marketplace/platform';
import type { AvailabilityRepository, DirtyVariant } from '../../application/ports';

/** Turns a variant's availability into what the world is told of it; given by main.ts, from the nats adapter. */
export type AvailabilityPublications = (variantId: VariantId, available: number, version: number) => OutgoingEvent;

type Row = {
  readonly variant_id: string;
  readonly marks: readonly string[];
  readonly available: number;
  readonly announced: number | null;
  readonly version: number | null;
};

const toDirty = (row: Row): DirtyVariant => ({
  variantId: idOf(row.variant_id),
  marks: row.marks.map((mark) => BigInt(mark)),
  available: row.available,
  ...(row.announced === null || row.version === null ? {} : { announced: { available: row.announced, version: row.version } }),
});

export const availabilityRepository = (db: Database, publications: AvailabilityPublications): AvailabilityRepository => ({
  // Marks and quantities are read at one moment: whatever a mark stands for is in the quantity. The marks themselves are
  // remembered and not the highest of them, since a lower one may only become visible later.
  dirty: async (limit) => {
    const rows = await db.query<Row>(
      `SELECT dirty.variant_id, dirty.marks, stock.available, told.available AS announced, told.version
       FROM (SELECT variant_id, array_agg(seq::text) AS marks
             FROM (SELECT seq, variant_id FROM availability_changes ORDER BY seq LIMIT $1) AS mark GROUP BY variant_id) AS dirty
         CROSS JOIN LATERAL (SELECT coalesce(sum(on_hand - reserved), 0)::int AS available FROM stock_items WHERE variant_id = dirty.variant_id) AS stock
         LEFT JOIN availability_announced told ON told.variant_id = dirty.variant_id`,
      [limit],
    );
    return rows.map(toDirty);
  },
  announce: async (variants, cause) => {
    const unit = db
      .unit(cause)
      .add('DELETE FROM availability_changes WHERE seq = ANY ($1::bigint[])', [variants.flatMap((each) => each.marks)]);
    const news = variants
      .filter((each) => each.announced?.available !== each.available)
      .map((each) => ({ ...each, version: (each.announced?.version ?? 0) + 1 }));
    if (news.length > 0) {
      unit
        .add(
          `INSERT INTO availability_announced AS told (variant_id, available, version) SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[])
           ON CONFLICT (variant_id) DO UPDATE SET available = excluded.available, version = excluded.version WHERE told.version = excluded.version - 1`,
          [news.map((each) => each.variantId), news.map((each) => each.available), news.map((each) => each.version)],
          news.length,
        )
        .publish(...news.map((each) => publications(each.variantId, each.available, each.version)));
    }
    await unit.commit();
  },
});
