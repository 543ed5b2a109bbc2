import type { Job, JobRun } from '@marketplace/application';
import { minutes, type VariantId } from '@marketplace/kernel';
import type { CountedVariant, FeedLine, FeedRepository, WarehouseFeed, WarehouseSystem } from './feed-ports';

type Dependencies = { readonly feeds: FeedRepository; readonly system: WarehouseSystem };

/** Adds up the lines of each variant: a variant stored in several locations of a warehouse has several lines. */
const countedOf = (lines: readonly FeedLine[], variants: ReadonlyMap<string, VariantId>): readonly CountedVariant[] => {
  const sums = new Map<VariantId, number>();
  for (const { reference, quantity } of lines) {
    const variantId = variants.get(reference);
    if (variantId !== undefined) sums.set(variantId, (sums.get(variantId) ?? 0) + quantity);
  }
  return [...sums].map(([variantId, counted]) => ({ variantId, counted }));
};

/**
 * Reads the feeds of warehouses and records where their counts differ from stock on hand, for operators to review. It repairs
 * nothing: a check in the warehouse has to decide which number is wrong. Returns the number of differences.
 */
export const reconcileWithWarehouse = ({ feeds, system }: Dependencies): Job => {
  const compare = async (feed: WarehouseFeed, { now, alert, systemCause }: JobRun): Promise<number> => {
    const { warehouseId, code } = feed;
    const { lines, unreadable } = await system.read(code, feed.kind);
    const variants = await feeds.variantsOf(warehouseId, [...new Set(lines.map((line) => line.reference))]);
    const unknown = lines.filter((line) => !variants.has(line.reference)).length;
    const reading = { warehouseId, counted: countedOf(lines, variants), unreadable: unreadable.length + unknown, at: now };
    const { differences, newDifferences } = await feeds.compare(reading, systemCause());
    if (newDifferences > 0) alert('warehouse-differs', { warehouse: code, differences, newDifferences, unreadable: reading.unreadable });
    return differences;
  };

  return {
    name: 'reconcile-with-warehouse',
    every: minutes(15),
    run: async (run) => {
      let count = 0;
      for (const feed of await feeds.all()) {
        // An unreadable feed raises an alert and does not stop the others.
        count += await compare(feed, run).catch(async (error: unknown) => {
          run.alert('warehouse-feed-unreadable', { warehouse: feed.code, error: String(error) });
          await feeds.recordFailure(feed.warehouseId, String(error).slice(0, 500), run.now);
          return 0;
        });
      }
      return count;
    },
  };
};
