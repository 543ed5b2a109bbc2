import { dueJob, type Job } from '@marketplace/application';
import { before, minutes, type Duration, type NewId } from '@marketplace/kernel';
import { valueOf } from '../domain/estimate';
import type { InactiveCart, InactiveCarts } from './ports';

type Dependencies = {
  readonly inactive: InactiveCarts;
  readonly newId: NewId;
  /** A cart that nobody has touched for so long is abandoned. */
  readonly patience: Duration;
};

/**
 * Says once of each cart that a user left with goods in it that it is abandoned; touched and left again, it is abandoned
 * again. Of a cart in which nothing can be bought there is nothing to say, and it is not looked at again either.
 */
export const abandonedCarts = ({ inactive, newId, patience }: Dependencies): Job =>
  dueJob<InactiveCart>({
    name: 'abandoned-carts',
    every: minutes(5),
    due: (limit, now) => inactive.find(before(now, patience), limit),
    handle: async ({ found, lastChangedAt }, cause) => {
      const { state, listings } = found;
      const value = valueOf(state, listings);
      const abandonment =
        state.owner.kind === 'user' && value !== undefined ? { ...value, id: newId<'Abandonment'>(), lastChangedAt } : undefined;
      await inactive.recordAbandonment(found, abandonment, cause);
    },
    // The cart was touched in this very moment, so it is not abandoned.
    onLostRace: 'skip',
  });
