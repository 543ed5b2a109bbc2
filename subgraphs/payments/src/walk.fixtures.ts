import type { ContextWalk } from '@marketplace/platform/testing';

/** The access that each operation requires. */
export const walk: ContextWalk = {
  access: {
    ledgerAccounts: 'operator',
    ledgerEntries: 'operator',
    payment: 'owner',
  },
};
