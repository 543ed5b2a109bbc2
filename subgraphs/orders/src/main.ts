import { join } from 'node:path';
import { z } from 'zod';
import { defineContext, migrationsIn, runAsService } from '@marketplace/platform';
import { orderMutations } from './adapters/graphql/order-mutations';
import { orderEntity, OrderResolver } from './adapters/graphql/order.resolver';
import * as publications from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { orderStore } from './adapters/postgres/order-store';
import { dueOrders, orderViews } from './adapters/postgres/order-views';
import * as tables from './adapters/postgres/tables';
import { orderJobs } from './application/due-orders.job';
import { createOrderLists } from './application/order-lists';
import { createOrders } from './application/orders';

export const context = defineContext({
  name: 'orders',
  title: 'Orders',
  owns: 'the purchases: one order per seller and checkout',
  env: z.object({}),
  tables,
  migrations: migrationsIn(join(__dirname, 'adapters/postgres/migrations')),
  wire: ({ db, clock, newId, log, live }) => {
    const store = orderStore(db, publications);
    const views = orderViews(db, store.orders);
    const orders = createOrders({ ...store, clock, newId });
    const order = orderEntity(views, orders);
    return {
      subgraph: {
        resolvers: [new OrderResolver({ order, lists: createOrderLists(views), views, live }), orderMutations({ orders, order })],
        entities: [order],
      },
      handlers: subscriptions(orders, log),
      jobs: orderJobs({ due: dueOrders(db), orders }),
    };
  },
});

runAsService(context, module);
