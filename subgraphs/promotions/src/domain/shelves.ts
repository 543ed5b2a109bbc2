import type { CategoryId } from '@marketplace/kernel';

/** The way from the root to a category, by the category that has moved. */
export type CategoryMoves = ReadonlyMap<CategoryId, readonly CategoryId[]>;

/**
 * The way from the root to a product's category as it is now: what the product told when it was last announced, with every
 * category on it where it has moved since. The same news in another order lead to the same way.
 */
export const wayTo = (told: readonly CategoryId[], moves: CategoryMoves): readonly CategoryId[] => {
  const way: CategoryId[] = [];
  let [trail, next] = [told, told.at(-1)];
  // While some news is still under way, the rest may lead in a ring.
  while (next !== undefined && !way.includes(next)) {
    way.unshift(next);
    trail = moves.get(next) ?? trail;
    next = trail[trail.indexOf(next) - 1];
  }
  return way;
};
