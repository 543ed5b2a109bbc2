import { dueJob, type Job } from '@marketplace/application';
import { minutes, seconds, type ProductId } from '@marketplace/kernel';
import type { ListingRefresh, ListingViews, ProductStore } from './ports';

/**
 * Rewrites listings that are missing or outdated. Listings are written with their product, so there is work only after a
 * release changes their shape, or after the table was emptied.
 */
export const refreshListings = (products: Pick<ProductStore, 'find'>, listings: ListingRefresh): Job =>
  dueJob<ProductId>({
    name: 'listing-refresh',
    every: minutes(1),
    due: (limit) => listings.stale(limit),
    handle: async (id) => {
      const product = await products.find(id);
      if (product !== undefined) await listings.write(product);
    },
    batches: 100,
  });

/** Most requests are for few products, and more often for new ones. */
const warmUpLimit = 2_000;
const batch = 200;

type ListingCache = Pick<ListingViews, 'byIds'> & {
  readonly isEmpty: () => boolean;
  readonly newest: (limit: number) => Promise<readonly ProductId[]>;
};

/**
 * Fills an empty cache with the newest listings, in batches: after a start, so that a restart does not overload the
 * database, and after the cache was cleared. Returns the number of products read.
 */
export const warmUp = ({ isEmpty, newest, byIds }: ListingCache): Job => ({
  name: 'cache-warm-up',
  every: seconds(5),
  inEveryReplica: true,
  run: async () => {
    if (!isEmpty()) return 0;
    const ids = await newest(warmUpLimit);
    for (let from = 0; from < ids.length; from += batch) await byIds(ids.slice(from, from + batch));
    return ids.length;
  },
});
