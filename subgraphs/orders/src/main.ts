import { z } from 'zod';
import { minutes, systemOf } from '@marketplace/kernel';
import { defineContext, retryStale, runAsService } from '@marketplace/platform';
import { OrderResolver } from './adapters/graphql/order.resolver';
import * as publications from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { Orders1700000001000 } from './adapters/postgres/migrations/1700000001000-orders';
import { DiscountsAndCash1700000002000 } from './adapters/postgres/migrations/1700000002000-discounts-and-cash';
import { orderMemory, readOrders } from './adapters/postgres/order-memory';
import { orderRepository } from './adapters/postgres/order-repository';
import { orderViews } from './adapters/postgres/order-views';
import { createOrders } from './application/orders';

export const context = defineContext({
  name: 'orders',
  env: z.object({}),
  migrations: [Orders1700000001000, DiscountsAndCash1700000002000],
  wire: ({ db, clock, newId, log, live }) => {
    const memory = orderMemory();
    const read = readOrders(db, memory);
    const views = orderViews(db, read);
    const orders = createOrders({ orders: orderRepository({ db, memory, read, publications }), clock, newId });
    const resolver = new OrderResolver({ orders, views, live });
    const byTheClock = { causeOf: () => ({ actor: systemOf('orders'), correlationId: newId() }), attempt: retryStale };
    return {
      subgraph: {
        resolvers: [[OrderResolver, resolver]],
        references: { Order: (reference: { id: string }, graph) => resolver.reference(reference.id, graph) },
        subscriptions: { orderTracking: (args: { orderId: string; after?: string }, graph) => resolver.follow(args, graph) },
      },
      listens: subscriptions(orders, log),
      jobs: [
        { name: 'unpaid-orders', every: minutes(1), run: (now) => orders.cancelUnpaid(now, byTheClock) },
        { name: 'end-protection', every: minutes(1), run: (now) => orders.endProtection(now, byTheClock) },
      ],
    };
  },
});

runAsService(context, module);
