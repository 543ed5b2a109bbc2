import { idOf, type ProductId, type VariantId } from '@marketplace/kernel';
import type { Database, OutgoingEvent } from '@marketplace/platform';
import type { Announcement, AvailabilityRepository, DirtyVariant } from '../../application/ports';
import { quantityOf, usualLowStockThreshold, type Availability, type AvailabilityNews } from '../../domain/availability';

/** Turns news of a variant's availability into what the world is told; given by main.ts, from the nats adapter. */
export type AvailabilityPublications = (
  news: AvailabilityNews,
  of: { readonly variantId: VariantId; readonly productId: ProductId; readonly availability: Availability },
  version: number,
) => OutgoingEvent;

type Row = {
  readonly variant_id: string;
  readonly product_id: string;
  readonly marks: readonly string[];
  readonly in_stock: number;
  readonly backorderable: number;
  readonly low_stock_threshold: number | null;
  readonly announced: number | null;
  readonly announced_in_stock: number | null;
  readonly announced_is_low: boolean | null;
  readonly had_stock: boolean | null;
  readonly version: number | null;
};

const toTold = (row: Row): Pick<DirtyVariant, 'told'> => {
  if (row.announced === null || row.version === null) return {};
  // Told before there were backorders and thresholds: all of it was in stock, and the usual threshold held.
  const inStock = row.announced_in_stock ?? row.announced;
  const isLow = row.announced_is_low ?? inStock <= usualLowStockThreshold;
  return { told: { quantity: row.announced, inStock, isLow, hadStock: row.had_stock ?? true, version: row.version } };
};

const toDirty = (row: Row): DirtyVariant => ({
  variantId: idOf(row.variant_id),
  productId: idOf(row.product_id),
  marks: row.marks.map((mark) => BigInt(mark)),
  availability: {
    inStock: row.in_stock,
    backorderable: row.backorderable,
    lowStockThreshold: row.low_stock_threshold ?? usualLowStockThreshold,
  },
  ...toTold(row),
});

/** Whether what is remembered of the variant has to change: also a line that was crossed without a word. */
const hasMoved = ({ variant: { told }, now, news }: Announcement): boolean =>
  news.length > 0 || told?.inStock !== now.inStock || told.isLow !== now.isLow;

export const availabilityRepository = (db: Database, publications: AvailabilityPublications): AvailabilityRepository => ({
  // Marks and quantities are read at one moment: whatever a mark stands for is in the quantity. The marks themselves are
  // remembered and not the highest of them, since a lower one may only become visible later.
  dirty: async (limit) => {
    const rows = await db.query<Row>(
      `SELECT dirty.variant_id, known.product_id, dirty.marks, stock.in_stock, stock.backorderable, policy.low_stock_threshold,
         told.available AS announced, told.in_stock AS announced_in_stock, told.is_low AS announced_is_low,
         told.had_stock, told.version
       FROM (SELECT variant_id, array_agg(seq::text) AS marks
             FROM (SELECT seq, variant_id FROM availability_changes ORDER BY seq LIMIT $1) AS mark GROUP BY variant_id) AS dirty
         JOIN variants_known known ON known.variant_id = dirty.variant_id
         CROSS JOIN LATERAL (SELECT coalesce(sum(greatest(on_hand - reserved - backordered, 0)), 0)::int AS in_stock,
             coalesce(sum(backorder_limit - backordered), 0)::int AS backorderable
           FROM stock_items WHERE variant_id = dirty.variant_id) AS stock
         LEFT JOIN stock_policies policy ON policy.variant_id = dirty.variant_id
         LEFT JOIN availability_announced told ON told.variant_id = dirty.variant_id`,
      [limit],
    );
    return rows.map(toDirty);
  },
  announce: async (announcements, cause) => {
    const unit = db
      .unit(cause)
      .add('DELETE FROM availability_changes WHERE seq = ANY ($1::bigint[])', [announcements.flatMap(({ variant }) => variant.marks)]);
    const moved = announcements.filter(hasMoved).map((each) => ({ ...each, before: each.variant.told?.version ?? 0 }));
    if (moved.length > 0) {
      unit
        .add(
          `INSERT INTO availability_announced AS told (variant_id, available, in_stock, is_low, version, had_stock)
           SELECT variant_id, available, in_stock, is_low, version, had_stock
           FROM unnest($1::uuid[], $2::int[], $3::int[], $4::bool[], $5::int[], $7::bool[])
             AS now (variant_id, available, in_stock, is_low, version, had_stock)
           ON CONFLICT (variant_id) DO UPDATE
             SET available = excluded.available, in_stock = excluded.in_stock, is_low = excluded.is_low, version = excluded.version,
               had_stock = excluded.had_stock
           WHERE told.version = ANY (SELECT before FROM unnest($1::uuid[], $6::int[]) AS known (variant_id, before) WHERE known.variant_id = told.variant_id)`,
          [
            moved.map(({ variant }) => variant.variantId),
            moved.map(({ variant }) => quantityOf(variant.availability)),
            moved.map(({ now }) => now.inStock),
            moved.map(({ now }) => now.isLow),
            moved.map(({ before, news }) => before + news.length),
            moved.map(({ before }) => before),
            moved.map(({ now }) => now.hadStock),
          ],
          moved.length,
        )
        .publish(...moved.flatMap(({ variant, news, before }) => news.map((each, at) => publications(each, variant, before + at + 1))));
    }
    await unit.commit();
  },
});
