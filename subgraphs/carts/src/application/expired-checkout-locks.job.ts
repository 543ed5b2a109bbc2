import { dueJob, type Job } from '@marketplace/application';
import { before, minutes, type CheckoutId, type Duration } from '@marketplace/kernel';
import type { CartLocking } from './cart-locking';
import type { CheckoutRepository } from './ports';

type Dependencies = {
  readonly checkouts: Pick<CheckoutRepository, 'lockedBefore'>;
  readonly locking: CartLocking;
  /** Longer than any checkout takes. */
  readonly timeout: Duration;
};

/** Unlocks carts whose checkout has not ended in time, such as after a wipe of the checkout database. */
export const expiredCheckoutLocks = ({ checkouts, locking, timeout }: Dependencies): Job =>
  dueJob<CheckoutId>({
    name: 'expired-checkout-locks',
    every: minutes(1),
    due: (limit, now) => checkouts.lockedBefore(before(now, timeout), limit),
    handle: (checkoutId, cause) => locking.expire(checkoutId, cause),
  });
