import type { ContextWalk } from '@marketplace/platform/testing';

/** Who may use which operation on what is somebody else's. */
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
