import type { ContextWalk } from '@marketplace/platform/testing';

/** Who may use which operation on what is somebody else's. */
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
