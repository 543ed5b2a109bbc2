import type { ContextWalk } from '@marketplace/platform/testing';

type Listed = { readonly workItems: { readonly edges: readonly { readonly node: { readonly id: string } }[] } };

/** Who may use which operation on somebody's work item. */
export const walk: ContextWalk = {
  access: { workItem: 'owner', workItems: 'open', workItemOpen: 'open', workItemClose: 'owner-only' },
  belongings: async (owner) => {
    await owner.ask(`mutation { workItemOpen(input: { title: "Theirs", idempotencyKey: "theirs" }) { userErrors { code } } }`);
    const { workItems } = await owner.ask<Listed>('{ workItems(first: 1) { edges { node { id } } } }');
    return { workItem: workItems.edges[0]?.node.id ?? '' };
  },
};
