import { join } from 'node:path';
import { z } from 'zod';
import { defineContext, migrationsIn, runAsService } from '@marketplace/platform';
import { workItemEntity, workItemMutations, WorkItemResolver } from './adapters/graphql/work-item.resolver';
import { workItemMessages } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import * as tables from './adapters/postgres/tables';
import { workItemStore, workItemViews } from './adapters/postgres/work-item-store';
import { createWorkItems, staleWorkItems } from './application/work-items';

export const context = defineContext({
  name: 'workitems',
  title: 'Work items',
  owns: 'work items of users',
  optional: 'everything except work items',
  env: z.object({}),
  tables,
  migrations: migrationsIn(join(__dirname, 'adapters/postgres/migrations')),
  wire: ({ db, clock, newId }) => {
    const [store, views] = [workItemStore(db, workItemMessages), workItemViews(db)];
    const workItems = createWorkItems({ store, views, clock, newId });
    const workItem = workItemEntity(store, workItems);
    const dependencies = { workItems, workItem };
    return {
      subgraph: { resolvers: [new WorkItemResolver(dependencies), workItemMutations(dependencies)], entities: [workItem] },
      handlers: subscriptions(workItems),
      jobs: [staleWorkItems({ store, views })],
    };
  },
});

runAsService(context, module);
