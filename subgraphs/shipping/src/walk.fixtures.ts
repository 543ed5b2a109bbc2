import type { ContextWalk } from '@marketplace/platform/testing';

/** Who may use which operation on what is somebody else's. */
export const walk: ContextWalk = {
  access: {
    shipment: 'owner',
    shipmentDispatch: 'owner',
    shipmentTracking: 'owner',
  },
};
