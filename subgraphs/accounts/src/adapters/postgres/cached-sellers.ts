import { LRUCache } from 'lru-cache';
import type { Database } from '@marketplace/platform';
import type { SellerView, SellerViews } from '../../application/ports';

/** How long a change made by another replica may stay unseen here. */
const freshMilliseconds = 1_000;
const room = 10_000;

/**
 * Remembers sellers for a moment: every order and product of a page names one. A commit of this process drops the seller,
 * and a read that was under way meanwhile is not remembered.
 */
export const cachedSellers = (views: SellerViews, onCommit: Database['onCommit']): SellerViews => {
  const known = new LRUCache<string, SellerView>({ max: room, ttl: freshMilliseconds });
  let commits = 0;
  onCommit((rows) => {
    commits += 1;
    for (const { aggregateId } of rows) known.delete(aggregateId);
  });
  return {
    ...views,
    byIds: async (ids) => {
      const here = new Map(
        ids.flatMap((id): [string, SellerView][] => {
          const view = known.get(id);
          return view === undefined ? [] : [[id, view]];
        }),
      );
      const missing = ids.filter((id) => !here.has(id));
      if (missing.length === 0) return here;
      const before = commits;
      const read = await views.byIds(missing);
      if (before === commits) for (const [id, view] of read) known.set(id, view);
      return new Map([...here, ...read]);
    },
  };
};
