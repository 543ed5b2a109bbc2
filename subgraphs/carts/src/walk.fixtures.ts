import type { ContextWalk } from '@marketplace/platform/testing';

/** Who may use which operation on what is somebody else's. */
export const walk: ContextWalk = {
  access: {
    cart: 'open',
    cartCouponApply: 'owner-only',
    cartCouponRemove: 'owner-only',
    cartDeliveryChoose: 'owner-only',
    cartDiscountExplanation: 'owner-only',
    cartLinesAdd: 'owner-only',
    cartLinesRemove: 'owner-only',
    cartLinesSave: 'owner-only',
    cartLinesUnsave: 'owner-only',
    cartLinesUpdate: 'owner-only',
    cartMerge: 'open',
  },
};
