import type { CategoryId } from '@marketplace/kernel';

/** The way from the root to a category, by the category that has moved. */
export type CategoryMoves = ReadonlyMap<CategoryId, readonly CategoryId[]>;

/**
 * The path from the root to a product's category as it is now: the one that products announced last, with every category on
 * it where it has moved since. The same events in another order lead to the same path.
 */
export const wayTo = (announced: readonly CategoryId[], moves: CategoryMoves): readonly CategoryId[] => {
  const way: CategoryId[] = [];
  let [trail, next] = [announced, announced.at(-1)];
  // While an event is still under way, the others may lead in a ring.
  while (next !== undefined && !way.includes(next)) {
    way.unshift(next);
    trail = moves.get(next) ?? trail;
    next = trail[trail.indexOf(next) - 1];
  }
  return way;
};
