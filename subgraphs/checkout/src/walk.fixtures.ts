import type { ContextWalk } from '@marketplace/platform/testing';

/** Access to each operation on another user's checkout. */
export const walk: ContextWalk = {
  access: {
    checkout: 'owner',
    checkoutAbort: 'owner',
    checkoutCompensate: 'operator',
    checkoutPaymentRetry: 'owner-only',
    checkoutProgress: 'owner',
    checkoutResume: 'operator',
    // Returns at once. The journeys test a checkout of another user's cart.
    checkoutStart: 'open',
    checkoutsStuck: 'operator',
  },
};
