import { LRUCache } from 'lru-cache';
import { seconds, type CategoryId } from '@marketplace/kernel';
import type { Database, Platform } from '@marketplace/platform';
import type { CategoryPath, CategoryViews } from '../../application/ports';

/** The maximum age of an entry if its invalidation is lost. */
const maxStaleness = seconds(30);
const maxCachedPaths = 20_000;

/** Caches category paths. A move changes the paths of all descendants, so any change clears the cache. */
export const cachedCategories = (
  views: CategoryViews,
  { cache, invalidations: changes }: Pick<Platform<unknown>, 'cache' | 'invalidations'>,
): CategoryViews => {
  const paths = cache<CategoryPath>({ name: 'category-paths', ttl: maxStaleness, maxSize: maxCachedPaths, inProcessOnly: true });
  const tree = cache<readonly CategoryPath[]>({ name: 'category-tree', ttl: maxStaleness, maxSize: 1, inProcessOnly: true });
  changes.on('Category', () => {
    paths.invalidateAll();
    tree.invalidateAll();
  });
  return {
    ...views,
    byIds: (ids) => paths.read(ids, (missing) => views.byIds(missing as typeof ids)),
    all: async () => (await tree.read(['all'], async () => new Map([['all', await views.all()]]))).get('all') ?? [],
  };
};

/** The IDs of a category and its ancestors, root first. */
export type CategoryPaths = (id: CategoryId) => Promise<readonly CategoryId[]>;

/** The time until a move by another replica appears in published events of products. */
const freshMilliseconds = 1_000;

/**
 * Caches paths briefly. A commit of this process that changes a category clears the cache; a read that started before it is
 * not cached.
 */
export const categoryPaths = (db: Database): CategoryPaths => {
  const known = new LRUCache<CategoryId, readonly CategoryId[]>({ max: 10_000, ttl: freshMilliseconds });
  let changes = 0;
  db.onCommit((rows) => {
    if (!rows.some(({ aggregateType }) => aggregateType === 'Category')) return;
    changes += 1;
    known.clear();
  });
  return async (id) => {
    const remembered = known.get(id);
    if (remembered !== undefined) return remembered;
    const before = changes;
    const [row] = await db.query<{ path: readonly CategoryId[] }>('SELECT path FROM categories WHERE id = $1', [id]);
    if (row === undefined) return [id];
    if (before === changes) known.set(id, row.path);
    return row.path;
  };
};
