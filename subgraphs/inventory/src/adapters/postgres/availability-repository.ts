import type { ProductId, VariantId } from '@marketplace/kernel';
import { nestedRows, parseNested, type Database, type OutgoingEvent } from '@marketplace/platform';
import type { Announcement, AvailabilityRepository, ChangedVariant } from '../../application/ports';
import { usualLowStockThreshold, type Availability, type AvailabilityNews } from '../../domain/availability';
import { AvailabilityChanges, PublishedAvailability } from './tables';

/** What other contexts receive of a variant's availability; given by main.ts, from the nats adapter. */
export type AvailabilityPublication = (news: AvailabilityNews, variant: ChangedVariant, version: number) => OutgoingEvent;

type ChangedRow = Availability & {
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly marks: readonly string[];
  readonly published: readonly object[];
};

const published = nestedRows(PublishedAvailability, 'last', { where: 'last.variant_id = changed.variant_id', order: 'last.variant_id' });

/**
 * Marks and quantities are read at one moment: whatever a mark stands for is in the quantity. The marks themselves are
 * remembered and not the highest of them, since a lower one may only become visible later.
 */
const selectChanged = `
  SELECT changed.variant_id AS "variantId", known.product_id AS "productId", changed.marks, stock.in_stock AS "inStock", stock.backorderable,
    coalesce(policy.low_stock_threshold, $2) AS "lowStockThreshold", ${published} AS published
  FROM (SELECT variant_id, array_agg(seq::text) AS marks
        FROM (SELECT seq, variant_id FROM availability_changes ORDER BY seq LIMIT $1) AS mark GROUP BY variant_id) AS changed
    JOIN variants_known known ON known.variant_id = changed.variant_id
    CROSS JOIN LATERAL (SELECT coalesce(sum(greatest(on_hand - reserved - backordered, 0)), 0)::int AS in_stock,
        coalesce(sum(backorder_limit - backordered), 0)::int AS backorderable
      FROM stock_items WHERE variant_id = changed.variant_id) AS stock
    LEFT JOIN stock_policies policy ON policy.variant_id = changed.variant_id`;

const toChanged = ({ inStock, backorderable, lowStockThreshold, ...row }: ChangedRow): ChangedVariant => ({
  variantId: row.variantId,
  productId: row.productId,
  marks: row.marks.map(BigInt),
  availability: { inStock, backorderable, lowStockThreshold },
  published: parseNested(PublishedAvailability, row.published)[0],
});

/** Whether the stored state has to change: also when a line was crossed and nothing is published of it. */
const hasMoved = ({ variant: { published: last }, now, news }: Announcement): boolean =>
  news.length > 0 || last?.inStock !== now.inStock || last.isLow !== now.isLow;

export const availabilityRepository = (db: Database, publish: AvailabilityPublication): AvailabilityRepository => ({
  changed: async (limit) => (await db.query<ChangedRow>(selectChanged, [limit, usualLowStockThreshold])).map(toChanged),
  announce: async (announcements, cause) => {
    const moved = announcements
      .filter(hasMoved)
      .map(({ variant, now, news }) => ({ variant, now, news, before: variant.published?.version ?? 0 }));
    const marks = announcements.flatMap(({ variant }) => variant.marks);
    await db
      .unit(cause)
      .delete(
        AvailabilityChanges,
        marks.map((seq) => ({ seq })),
      )
      .insert(
        PublishedAvailability,
        moved
          .filter(({ before }) => before === 0)
          .map(({ variant: { variantId }, now, news }) => ({ variantId, ...now, version: news.length })),
      )
      .update(
        PublishedAvailability,
        moved
          .filter(({ before }) => before > 0)
          .map(({ variant: { variantId }, now, news, before }) => ({
            where: { variantId, version: before },
            set: { ...now, version: before + news.length },
          })),
      )
      .publish(...moved.flatMap(({ variant, news, before }) => news.map((each, position) => publish(each, variant, before + position + 1))))
      .commit();
  },
});
