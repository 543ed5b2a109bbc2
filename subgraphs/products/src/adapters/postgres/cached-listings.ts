import { LRUCache } from 'lru-cache';
import type { ProductId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { ProductListing } from '../../application/listing.view';
import type { ListingViews } from '../../application/ports';

/** How long a change made by another replica may stay unseen here. */
const freshMilliseconds = 1_000;
/** In variants; one takes about half a kilobyte. */
const roomForVariants = 50_000;

/**
 * Remembers listings for a moment. What this process commits is seen by its next read: a commit drops the listing, and
 * a read that was under way meanwhile is not remembered, for it may have seen the state before. Drafts are never
 * remembered: not every change of a draft is announced, so nothing would drop them.
 */
export const cachedListings = (views: ListingViews, onCommit: Database['onCommit']): ListingViews => {
  const known = new LRUCache<string, ProductListing>({
    maxSize: roomForVariants,
    sizeCalculation: ({ variants }) => 1 + variants.length,
    ttl: freshMilliseconds,
  });
  // A slug or a variant never moves to another product, so these are right for ever.
  const productOfSlug = new LRUCache<string, ProductId>({ max: 10_000 });
  const productOfVariant = new LRUCache<string, ProductId>({ max: 100_000 });
  let commits = 0;
  onCommit((rows) => {
    commits += 1;
    for (const { aggregateId } of rows) known.delete(aggregateId);
  });

  const remember = (listing: ProductListing): void => {
    if (listing.publishedAt === null) return;
    known.set(listing.id, listing);
    productOfSlug.set(listing.slug, listing.id);
    for (const { id } of listing.variants) productOfVariant.set(id, listing.id);
  };

  const reading = async <T>(read: () => Promise<T>, found: (result: T) => Iterable<ProductListing>): Promise<T> => {
    const before = commits;
    const result = await read();
    if (before === commits) for (const listing of found(result)) remember(listing);
    return result;
  };

  const knownAs = (id: string | undefined): ProductListing | undefined => (id === undefined ? undefined : known.get(id));

  /** What is known of the ids asked for, and one read of the rest. */
  const batched = async <Id extends string>(
    ids: readonly Id[],
    productOf: (id: Id) => string | undefined,
    read: (missing: readonly Id[]) => Promise<ReadonlyMap<string, ProductListing>>,
  ): Promise<ReadonlyMap<string, ProductListing>> => {
    const here = new Map(
      ids.flatMap((id): [string, ProductListing][] => {
        const listing = knownAs(productOf(id));
        return listing === undefined ? [] : [[id, listing]];
      }),
    );
    const missing = ids.filter((id) => !here.has(id));
    if (missing.length === 0) return here;
    const rest = await reading(
      () => read(missing),
      (result) => new Set(result.values()),
    );
    return new Map([...here, ...rest]);
  };

  return {
    ...views,
    byIds: (ids) => batched(ids, (id) => id, views.byIds),
    byVariants: (ids) => batched(ids, (id) => productOfVariant.get(id), views.byVariants),
    bySlug: async (slug) =>
      knownAs(productOfSlug.get(slug)) ??
      reading(
        () => views.bySlug(slug),
        (found) => (found === undefined ? [] : [found]),
      ),
  };
};
