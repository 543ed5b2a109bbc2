import type { ContextWalk } from '@marketplace/platform/testing';

/** The access rule of each operation on another user's data. */
export const walk: ContextWalk = {
  access: {
    activePromotions: 'open',
    buyerSegmentUpdate: 'operator',
    coupon: 'owner',
    couponDisable: 'owner',
    couponsCreate: 'owner',
    promotion: 'owner',
    promotionActivate: 'owner',
    promotionArchive: 'owner',
    promotionCreate: 'owner',
    promotionPause: 'owner',
    promotionSimulate: 'owner',
    promotionUpdate: 'owner',
    promotions: 'owner',
  },
};
