import { before, minutes, type Duration, type Instant } from '@marketplace/kernel';
import { onEach, type ByTheClock } from './by-the-clock';
import type { Freezing } from './freezing';
import type { CartRepository } from './ports';

type Needs = {
  readonly carts: CartRepository;
  readonly freezing: Freezing;
  readonly byTheClock: ByTheClock;
  /** Longer than any checkout waits for its buyer. */
  readonly patience: Duration;
};

/** Gives back carts whose checkout has not been heard of for long: checkout may have lost all it knew. */
export const forgottenFreezes = ({ carts, freezing, byTheClock, patience }: Needs) => ({
  name: 'forgotten-freezes',
  every: minutes(1),
  run: (now: Instant): Promise<number> =>
    onEach(byTheClock, {
      due: (limit) => carts.findFrozenBefore(before(now, patience), limit),
      handle: (checkoutId, cause) => freezing.forget(checkoutId, cause),
    }),
});
