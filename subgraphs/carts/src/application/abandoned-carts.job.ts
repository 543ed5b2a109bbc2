import { after, days, hours, milliseconds, type Instant } from '@marketplace/kernel';
import type { CartRepository } from './ports';

/** So long a guest may stay away and find the cart as it was; so long an ended cart can be asked about. */
export const cartPatience = days(30);

/** Longer than the broker keeps messages: nothing about a checkout this old can still arrive. */
const checkoutPatience = days(60);

const before = (now: Instant, patience: number): Instant => after(now, milliseconds(-patience));

/** Carts are disposable: nobody's are deleted in the end. What was bought is kept by orders. */
export const abandonedCarts = (carts: CartRepository) => ({
  name: 'purge-abandoned-carts',
  every: hours(1),
  run: async (now: Instant): Promise<number> => {
    const [deletedCarts, deletedCheckouts] = await Promise.all([
      carts.purgeCarts(before(now, cartPatience)),
      carts.purgeCheckouts(before(now, checkoutPatience)),
    ]);
    return deletedCarts + deletedCheckouts;
  },
});
