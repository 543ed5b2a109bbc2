import type { ContextWalk } from '@marketplace/platform/testing';

/** Who may use which operation on what is somebody else's. */
export const walk: ContextWalk = {
  access: {
    checkout: 'owner',
    checkoutAbort: 'owner',
    checkoutCompensate: 'operator',
    checkoutPaymentRetry: 'owner-only',
    checkoutProgress: 'owner',
    checkoutResume: 'operator',
    // Answers at once. The journeys try a stranger's checkout of a cart.
    checkoutStart: 'open',
    checkoutsStuck: 'operator',
  },
};
