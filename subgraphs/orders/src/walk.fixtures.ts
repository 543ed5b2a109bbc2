import type { ContextWalk } from '@marketplace/platform/testing';

/** The access rule of each operation for things that belong to another user. */
export const walk: ContextWalk = {
  access: {
    order: 'owner',
    orderCancel: 'owner',
    orderConfirmReceipt: 'owner',
    orderTracking: 'owner',
    orders: 'open',
    sellerOrders: 'owner',
  },
};
