import type { CategoryId } from '@marketplace/kernel';

/** The path from the root to each category that has moved. */
export type CategoryMoves = ReadonlyMap<CategoryId, readonly CategoryId[]>;

/**
 * The current path from the root to a product's category: the path in the last product event, corrected for all categories
 * that have moved since. The result does not depend on the order of the events.
 */
export const currentPath = (published: readonly CategoryId[], moves: CategoryMoves): readonly CategoryId[] => {
  const path: CategoryId[] = [];
  let [source, next] = [published, published.at(-1)];
  // The moves can form a cycle while an event has not arrived yet.
  while (next !== undefined && !path.includes(next)) {
    path.unshift(next);
    source = moves.get(next) ?? source;
    next = source[source.indexOf(next) - 1];
  }
  return path;
};
