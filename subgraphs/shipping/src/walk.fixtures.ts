import type { ContextWalk } from '@marketplace/platform/testing';

/** The access rule of each operation on another user's data. */
export const walk: ContextWalk = {
  access: {
    shipment: 'owner',
    shipmentDispatch: 'owner',
    shipmentTracking: 'owner',
  },
};
