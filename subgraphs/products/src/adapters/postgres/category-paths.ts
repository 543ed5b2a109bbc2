import { LRUCache } from 'lru-cache';
import type { CategoryId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';

/** A category and all that it lies in, root first. */
export type CategoryPaths = (id: CategoryId) => Promise<readonly CategoryId[]>;

/** A category never moves, so that its path, once read, is right for ever. */
export const categoryPaths = (db: Database): CategoryPaths => {
  const known = new LRUCache<CategoryId, readonly CategoryId[]>({ max: 10_000 });
  return async (id) => {
    const remembered = known.get(id);
    if (remembered !== undefined) return remembered;
    const [row] = await db.query<{ path: readonly CategoryId[] }>('SELECT path FROM categories WHERE id = $1', [id]);
    if (row === undefined) return [id];
    known.set(id, row.path);
    return row.path;
  };
};
