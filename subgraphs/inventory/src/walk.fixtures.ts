import type { ContextWalk } from '@marketplace/platform/testing';

/** Who may use which operation on what is somebody else's. */
export const walk: ContextWalk = {
  access: {
    stockAdjust: 'owner',
    stockCount: 'owner',
    stockMovements: 'owner',
    stockPolicy: 'owner',
    stockPolicyUpdate: 'owner',
    stockTransfer: 'owner',
    variantStock: 'owner',
    warehouseCreate: 'operator',
    warehouseDifferenceAccept: 'operator',
    warehouseDifferences: 'operator',
    warehouseFeedSet: 'operator',
    warehouseStock: 'own-part',
    warehouses: 'open',
  },
};
