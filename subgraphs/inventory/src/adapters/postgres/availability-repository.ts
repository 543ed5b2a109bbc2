import type { ProductId, VariantId } from '@marketplace/kernel';
import { nestedRows, parseNested, type Database, type EventMessage } from '@marketplace/platform';
import type { AvailabilityUpdate, AvailabilityRepository, ChangedVariant } from '../../application/ports';
import { defaultLowStockThreshold, type Availability, type AvailabilityEventType } from '../../domain/availability';
import { AvailabilityChanges, PublishedAvailability } from './tables';

/** Creates the published event of a change in availability; main.ts passes it from the nats adapter. */
export type AvailabilityPublication = (type: AvailabilityEventType, variant: ChangedVariant, version: number) => EventMessage;

type ChangedRow = Availability & {
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly marks: readonly string[];
  readonly published: readonly object[];
};

const published = nestedRows(PublishedAvailability, 'last', { where: 'last.variant_id = changed.variant_id', order: 'last.variant_id' });

/**
 * Reads marks and quantities in one snapshot, so that the quantities include the change of every mark. All marks are returned, not
 * only the highest, because a lower one may become visible later.
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

/** True when the stored state has to change, even if there is nothing to publish. */
const isChanged = ({ variant: { published: last }, now, events }: AvailabilityUpdate): boolean =>
  events.length > 0 || last?.inStock !== now.inStock || last.isLow !== now.isLow;

export const availabilityRepository = (db: Database, publish: AvailabilityPublication): AvailabilityRepository => ({
  changed: async (limit) => (await db.query<ChangedRow>(selectChanged, [limit, defaultLowStockThreshold])).map(toChanged),
  publish: async (updates, cause) => {
    const changed = updates
      .filter(isChanged)
      .map(({ variant, now, events }) => ({ variant, now, events, before: variant.published?.version ?? 0 }));
    const marks = updates.flatMap(({ variant }) => variant.marks);
    await db
      .unit(cause)
      .delete(
        AvailabilityChanges,
        marks.map((seq) => ({ seq })),
      )
      .insert(
        PublishedAvailability,
        changed
          .filter(({ before }) => before === 0)
          .map(({ variant: { variantId }, now, events }) => ({ variantId, ...now, version: events.length })),
      )
      .update(
        PublishedAvailability,
        changed
          .filter(({ before }) => before > 0)
          .map(({ variant: { variantId }, now, events, before }) => ({
            where: { variantId, version: before },
            set: { ...now, version: before + events.length },
          })),
      )
      .publish(
        ...changed.flatMap(({ variant, events, before }) => events.map((each, position) => publish(each, variant, before + position + 1))),
      )
      .commit();
  },
});
