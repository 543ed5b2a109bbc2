import type { ContextWalk } from '@marketplace/platform/testing';

/** The access rule of each operation for things that belong to another user. */
export const walk: ContextWalk = {
  access: {
    orderList: 'open',
    productSearch: 'open',
    searchBuild: 'operator',
    searchBuilds: 'operator',
    searchIndexRebuild: 'operator',
    searchIndexRebuildCancel: 'operator',
    searchIndexRollback: 'operator',
    searchIndexVersions: 'operator',
    searchLag: 'operator',
    searchReplay: 'operator',
    searchSuggestions: 'open',
    sellerDashboard: 'owner',
  },
};
