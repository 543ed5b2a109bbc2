import { dueJob, type Job } from '@marketplace/application';
import { before, minutes, type Duration, type NewId } from '@marketplace/kernel';
import { valueOf } from '../domain/estimate';
import type { InactiveCart, InactiveCarts } from './ports';

type Dependencies = {
  readonly inactive: InactiveCarts;
  readonly newId: NewId;
  /** The time without changes after which a cart is abandoned. */
  readonly inactivity: Duration;
};

/**
 * Publishes CartAbandoned once for each version of a user's cart with purchasable lines. A cart without any is marked as
 * checked, and not checked again in this version.
 */
export const abandonedCarts = ({ inactive, newId, inactivity }: Dependencies): Job =>
  dueJob<InactiveCart>({
    name: 'abandoned-carts',
    every: minutes(5),
    due: (limit, now) => inactive.find(before(now, inactivity), limit),
    handle: async ({ found, lastChangedAt }, cause) => {
      const { state, listings } = found;
      const value = valueOf(state, listings);
      const abandonment =
        state.owner.kind === 'user' && value !== undefined ? { ...value, id: newId<'Abandonment'>(), lastChangedAt } : undefined;
      await inactive.recordAbandonment(found, abandonment, cause);
    },
    // The cart was changed at the same time, so it is not abandoned.
    onConflict: 'skip',
  });
