import { before, minutes, type Duration, type Instant, type NewId } from '@marketplace/kernel';
import { valueOf } from '../domain/estimate';
import { onEach, type ByTheClock } from './by-the-clock';
import type { CartRepository, LeftCart } from './ports';

type Needs = {
  readonly carts: CartRepository;
  readonly newId: NewId;
  readonly byTheClock: ByTheClock;
  /** A cart that nobody has touched for so long is abandoned. */
  readonly patience: Duration;
};

/**
 * Says once of each cart that a user left with goods in it that it is abandoned; touched and left again, it is abandoned
 * again. Of a cart in which nothing can be bought there is nothing to say, and it is not looked at again either.
 */
export const abandonedCarts = ({ carts, newId, byTheClock, patience }: Needs) => ({
  name: 'abandoned-carts',
  every: minutes(5),
  run: (now: Instant): Promise<number> =>
    onEach(byTheClock, {
      due: (limit) => carts.findLeft(before(now, patience), limit),
      handle: async ({ found, lastChangedAt }: LeftCart, cause) => {
        const { state } = found.cart;
        const value = valueOf(state, found.listings);
        const note =
          state.owner.kind === 'user' && value !== undefined ? { ...value, id: newId<'Abandonment'>(), lastChangedAt } : undefined;
        await carts.noteAbandoned(found.cart, note, cause);
      },
    }),
});
