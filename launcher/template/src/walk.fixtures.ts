import type { ContextWalk } from '@marketplace/platform/testing';

type WorkItemList = { readonly workItems: { readonly edges: readonly { readonly node: { readonly id: string } }[] } };

/** The access rules of each operation on the work item of another user. */
export const walk: ContextWalk = {
  access: { workItem: 'owner', workItems: 'open', workItemOpen: 'open', workItemClose: 'owner-only' },
  ownedIds: async (owner) => {
    await owner.ask(`mutation { workItemOpen(input: { title: "Theirs", idempotencyKey: "theirs" }) { userErrors { code } } }`);
    const { workItems } = await owner.ask<WorkItemList>('{ workItems(first: 1) { edges { node { id } } } }');
    return { workItem: workItems.edges[0]?.node.id ?? '' };
  },
};
