import type { ContextWalk } from '@marketplace/platform/testing';

/** The access that each operation requires. */
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
