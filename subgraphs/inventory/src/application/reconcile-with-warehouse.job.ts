import { systemOf, type Cause, type Instant, type VariantId } from '@marketplace/kernel';
import type { CountedVariant, FeedLine, FeedRepository, WarehouseFeed, WarehouseSystem } from './feed-ports';
import type { Ports } from './ports';

type Needs = Pick<Ports, 'alert' | 'newId'> & { readonly feeds: FeedRepository; readonly system: WarehouseSystem };

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
export const reconcileWithWarehouse = ({ feeds, system, alert, newId }: Needs) => {
  const compare = async (feed: WarehouseFeed, at: Instant, cause: Cause): Promise<number> => {
    const { warehouseId, code } = feed;
    const { lines, unreadable } = await system.read(code, feed.kind);
    const variants = await feeds.variantsOf(warehouseId, [...new Set(lines.map((line) => line.reference))]);
    const strange = lines.filter((line) => !variants.has(line.reference)).length;
    const reading = { warehouseId, counted: countedOf(lines, variants), unreadable: unreadable.length + strange, at };
    const { differences, news } = await feeds.compare(reading, cause);
    if (news > 0) alert('warehouse-differs', { warehouse: code, differences, news, unreadable: reading.unreadable });
    return differences;
  };

  return async (now: Instant): Promise<number> => {
    let count = 0;
    for (const feed of await feeds.all()) {
      const cause = { actor: systemOf('inventory'), correlationId: newId() };
      // A feed that cannot be read is told of, and does not keep the others from being read.
      count += await compare(feed, now, cause).catch(async (error: unknown) => {
        alert('warehouse-feed-unreadable', { warehouse: feed.code, error: String(error) });
        await feeds.noteFailure(feed.warehouseId, String(error).slice(0, 500), now);
        return 0;
      });
    }
    return count;
  };
};
