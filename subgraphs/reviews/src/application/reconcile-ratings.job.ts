import type { Job } from '@marketplace/application';
import { hours } from '@marketplace/kernel';
import type { ComparedRating, RatingKind } from './ports';
import type { RatingReconciliation } from './rating-reconciliation';

/**
 * Compares every rating with its reviews. Both are written in one statement, so a difference means that something wrote to the
 * tables without the context. It raises an alert and repairs the rating. Returns the number of differences.
 */
export const reconcileRatings = ({ repairAll }: Pick<RatingReconciliation, 'repairAll'>): Job => ({
  name: 'reconcile-ratings',
  every: hours(1),
  run: async ({ alert, systemCause }) => {
    const cause = systemCause();
    const report =
      (kind: RatingKind) =>
      ({ id, rating, reviews }: ComparedRating): void =>
        alert('rating-differs-from-reviews', { kind, id, rating, reviews });
    return (await repairAll('product', cause, report('product'))) + (await repairAll('seller', cause, report('seller')));
  },
});
