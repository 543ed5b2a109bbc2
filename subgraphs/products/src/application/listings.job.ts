import { dueJob, type Job } from '@marketplace/application';
import { minutes, seconds, type ProductId } from '@marketplace/kernel';
import type { ListingRefresh, ListingViews, ProductStore } from './ports';

/**
 * Rewrites listings that are missing or of an older shape. A listing is written together with its product, so there is
 * nothing to do until a release changes the shape or somebody empties the table.
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

/** Most visits are to few products, and to new ones more than to others. */
const mostWarm = 2_000;
const batch = 200;

type Memory = Pick<ListingViews, 'byIds'> & {
  readonly isEmpty: () => boolean;
  readonly newest: (limit: number) => Promise<readonly ProductId[]>;
};

/**
 * Reads the newest listings in a few batches where nothing is remembered: after a start, so that a restart does not send
 * every visitor to the database, and after everything had to be forgotten. Returns how many products it has read.
 */
export const warmUp = ({ isEmpty, newest, byIds }: Memory): Job => ({
  name: 'cache-warm-up',
  every: seconds(5),
  inEveryReplica: true,
  run: async () => {
    if (!isEmpty()) return 0;
    const ids = await newest(mostWarm);
    for (let from = 0; from < ids.length; from += batch) await byIds(ids.slice(from, from + batch));
    return ids.length;
  },
});
