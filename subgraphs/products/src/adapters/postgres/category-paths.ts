import { LRUCache } from 'lru-cache';
import type { CategoryId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';

/** A category and all that it lies in, root first. */
export type CategoryPaths = (id: CategoryId) => Promise<readonly CategoryId[]>;

/** How long a move made by another replica may stay unseen here. */
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
