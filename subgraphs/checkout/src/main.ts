import { z } from 'zod';
import { milliseconds, minutes, systemOf } from '@marketplace/kernel';
import { defineContext, retryStale, runAsService } from '@marketplace/platform';
import { CheckoutResolver } from './adapters/graphql/checkout.resolver';
import { publication } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { checkoutStore } from './adapters/postgres/checkout-store';
import { Checkout1700000001000 } from './adapters/postgres/migrations/1700000001000-checkout';
import { createCheckouts } from './application/checkouts';

export const context = defineContext({
  name: 'checkout',
  env: z.object({}),
  migrations: [Checkout1700000001000],
  wire: ({ db, clock, newId, log, live, seal }) => {
    const checkouts = createCheckouts({ checkouts: checkoutStore(db, publication), sealing: seal, clock, newId });
    const resolver = new CheckoutResolver({ checkouts, live });
    const byTheClock = () => ({ actor: systemOf('checkout'), correlationId: newId() });
    return {
      subgraph: {
        resolvers: [[CheckoutResolver, resolver]],
        references: { Checkout: (reference: { id: string }, graph) => resolver.checkout(reference.id, graph) },
        subscriptions: { checkoutProgress: (args: { checkoutId: string }, graph) => resolver.follow(args, graph) },
      },
      listens: subscriptions(checkouts, log),
      jobs: [
        { name: 'checkout-deadlines', every: milliseconds(500), run: (now) => checkouts.passDeadlines(now, byTheClock, retryStale) },
        {
          name: 'detect-stuck-sagas',
          every: minutes(1),
          run: async (now) => {
            const { count, ids } = await checkouts.stuck(now);
            if (count > 0) log.error({ stuck: count, checkoutIds: ids }, 'checkouts are stuck');
            return count;
          },
        },
      ],
    };
  },
});

runAsService(context, module);
