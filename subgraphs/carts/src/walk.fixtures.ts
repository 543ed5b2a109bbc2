import type { ContextWalk } from '@marketplace/platform/testing';

/** Access to each operation on another user's cart. */
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
