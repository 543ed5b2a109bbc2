import type { Job } from '@marketplace/application';
import { before, days, hours } from '@marketplace/kernel';
import { attemptsLast } from '../domain/coupons';
import type { InactiveCarts } from './ports';

/** So long a guest may stay away and find the cart as it was; so long an ended cart can be asked about. */
const cartPatience = days(30);

/** Longer than the broker keeps messages: nothing about a checkout this old can still arrive. */
const checkoutPatience = days(60);

/** Carts are disposable: nobody's are deleted in the end. What was bought is kept by orders. */
export const purgeCarts = (inactive: InactiveCarts): Job => ({
  name: 'purge-carts',
  every: hours(1),
  run: async ({ now }) => {
    const deleted = await Promise.all([
      inactive.purgeCarts(before(now, cartPatience)),
      inactive.purgeCheckouts(before(now, checkoutPatience)),
      inactive.purgeAttempts(before(now, attemptsLast)),
    ]);
    return deleted.reduce((sum, count) => sum + count, 0);
  },
});
