import type { Job, JobRun } from '@marketplace/application';
import { minutes, type VariantId } from '@marketplace/kernel';
import type { CountedVariant, FeedLine, FeedRepository, WarehouseFeed, WarehouseSystem } from './feed-ports';

type Dependencies = { readonly feeds: FeedRepository; readonly system: WarehouseSystem };

/** A variant that lies in several places of a warehouse has several lines: their sum is what there is. */
const countedOf = (lines: readonly FeedLine[], variants: ReadonlyMap<string, VariantId>): readonly CountedVariant[] => {
  const sums = new Map<VariantId, number>();
  for (const { reference, quantity } of lines) {
    const variantId = variants.get(reference);
    if (variantId !== undefined) sums.set(variantId, (sums.get(variantId) ?? 0) + quantity);
  }
  return [...sums].map(([variantId, counted]) => ({ variantId, counted }));
};

/**
 * Reads what warehouses' own systems count, and keeps where they differ from us, for operators to look at. It mends
 * nothing: which of the two is wrong, only somebody at the shelf can say. Returns the number of differences.
 */
export const reconcileWithWarehouse = ({ feeds, system }: Dependencies): Job => {
  const compare = async (feed: WarehouseFeed, { now, alert, systemCause }: JobRun): Promise<number> => {
    const { warehouseId, code } = feed;
    const { lines, unreadable } = await system.read(code, feed.kind);
    const variants = await feeds.variantsOf(warehouseId, [...new Set(lines.map((line) => line.reference))]);
    const strange = lines.filter((line) => !variants.has(line.reference)).length;
    const reading = { warehouseId, counted: countedOf(lines, variants), unreadable: unreadable.length + strange, at: now };
    const { differences, news } = await feeds.compare(reading, systemCause());
    if (news > 0) alert('warehouse-differs', { warehouse: code, differences, news, unreadable: reading.unreadable });
    return differences;
  };

  return {
    name: 'reconcile-with-warehouse',
    every: minutes(15),
    run: async (run) => {
      let count = 0;
      for (const feed of await feeds.all()) {
        // A feed that cannot be read is an alert, and does not keep the others from being read.
        count += await compare(feed, run).catch(async (error: unknown) => {
          run.alert('warehouse-feed-unreadable', { warehouse: feed.code, error: String(error) });
          await feeds.noteFailure(feed.warehouseId, String(error).slice(0, 500), run.now);
          return 0;
        });
      }
      return count;
    },
  };
};
