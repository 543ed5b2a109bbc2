import type { Job } from '@marketplace/application';
import { hours } from '@marketplace/kernel';
import type { ComparedRating, RatingKind } from './ports';
import type { RatingBookkeeping } from './rating-books';

/**
 * Compares every rating with the reviews that it stands for. They are written together, so a difference means that somebody
 * went around the context: it is an alert, and repaired. Returns the number of differences.
 */
export const reconcileRatings = (books: Pick<RatingBookkeeping, 'mendAll'>): Job => ({
  name: 'reconcile-ratings',
  every: hours(1),
  run: async ({ alert, systemCause }) => {
    const cause = systemCause();
    const tell =
      (kind: RatingKind) =>
      ({ id, rating, reviews }: ComparedRating): void =>
        alert('rating-differs-from-reviews', { kind, id, rating, reviews });
    return (await books.mendAll('product', cause, tell('product'))) + (await books.mendAll('seller', cause, tell('seller')));
  },
});
