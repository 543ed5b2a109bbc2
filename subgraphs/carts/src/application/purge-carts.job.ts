import type { Job } from '@marketplace/application';
import { before, days, hours } from '@marketplace/kernel';
import { attemptWindow } from '../domain/coupons';
import type { InactiveCarts } from './ports';

/** The time for which unchanged guest carts and ended carts are kept. */
const cartRetention = days(30);

/** Longer than the broker's retention, so that no message of the checkout can still arrive. */
const recordRetention = days(60);

/** Deletes old carts and records. Purchases are kept by orders. */
export const purgeCarts = (inactive: InactiveCarts): Job => ({
  name: 'purge-carts',
  every: hours(1),
  run: async ({ now }) => {
    const deleted = await Promise.all([
      inactive.purgeCarts(before(now, cartRetention)),
      inactive.purgeCheckouts(before(now, recordRetention)),
      inactive.purgeAttempts(before(now, attemptWindow)),
    ]);
    return deleted.reduce((sum, count) => sum + count, 0);
  },
});
