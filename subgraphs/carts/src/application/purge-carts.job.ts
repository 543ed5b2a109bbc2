import { before, days, hours, type Instant } from '@marketplace/kernel';
import { attemptsLast } from '../domain/coupons';
import type { CartRepository, CouponAttempts } from './ports';

/** So long a guest may stay away and find the cart as it was; so long an ended cart can be asked about. */
export const cartPatience = days(30);

/** Longer than the broker keeps messages: nothing about a checkout this old can still arrive. */
const checkoutPatience = days(60);

type Needs = { readonly carts: CartRepository; readonly attempts: CouponAttempts };

/** Carts are disposable: nobody's are deleted in the end. What was bought is kept by orders. */
export const purgeCarts = ({ carts, attempts }: Needs) => ({
  name: 'purge-carts',
  every: hours(1),
  run: async (now: Instant): Promise<number> => {
    const deleted = await Promise.all([
      carts.purgeCarts(before(now, cartPatience)),
      carts.purgeCheckouts(before(now, checkoutPatience)),
      attempts.purge(before(now, attemptsLast)),
    ]);
    return deleted.reduce((sum, count) => sum + count, 0);
  },
});
