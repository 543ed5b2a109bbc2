import { LRUCache } from 'lru-cache';
import { seconds, type CategoryId } from '@marketplace/kernel';
import type { Database, Platform } from '@marketplace/platform';
import type { CategoryPath, CategoryViews } from '../../application/ports';

/** How long a change may stay unseen that nobody has heard of: a lost message. */
const unheardFor = seconds(30);
const roomForPaths = 20_000;

/** Remembers the ways to categories. A category that moves takes all below it along, so any change forgets them all. */
export const cachedCategories = (
  views: CategoryViews,
  { cache, invalidations: changes }: Pick<Platform<unknown>, 'cache' | 'invalidations'>,
): CategoryViews => {
  const paths = cache<CategoryPath>({ name: 'category-paths', ttl: unheardFor, maxSize: roomForPaths, inProcessOnly: true });
  const tree = cache<readonly CategoryPath[]>({ name: 'category-tree', ttl: unheardFor, maxSize: 1, inProcessOnly: true });
  changes.on('Category', () => {
    paths.dropAll();
    tree.dropAll();
  });
  return {
    ...views,
    byIds: (ids) => paths.read(ids, (missing) => views.byIds(missing as typeof ids)),
    all: async () => (await tree.read(['all'], async () => new Map([['all', await views.all()]]))).get('all') ?? [],
  };
};

/** A category and all that it lies in, root first. */
export type CategoryPaths = (id: CategoryId) => Promise<readonly CategoryId[]>;

/** How long a move made by another replica may stay unseen in what is announced of products. */
const freshMilliseconds = 1_000;

/**
 * Remembers paths for a moment. A commit of this process that moves a category forgets them all, for nobody knows which
 * lie below it; a read that was under way meanwhile is not remembered.
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
