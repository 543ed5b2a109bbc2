import { z } from 'zod';
import { milliseconds, minutes, systemOf } from '@marketplace/kernel';
import { defineContext, retryStale, runAsService } from '@marketplace/platform';
import { CheckoutResolver } from './adapters/graphql/checkout.resolver';
import { StuckCheckoutResolver } from './adapters/graphql/stuck-checkout.resolver';
import { stuckGauge } from './adapters/metrics/stuck-gauge';
import { publication } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { checkoutStore } from './adapters/postgres/checkout-store';
import { Checkout1700000001000 } from './adapters/postgres/migrations/1700000001000-checkout';
import { CheckoutAlerts1700000002000 } from './adapters/postgres/migrations/1700000002000-checkout-alerts';
import { createCheckouts } from './application/checkouts';
import { createStuckCheckouts } from './application/stuck-checkouts';

export const context = defineContext({
  name: 'checkout',
  env: z.object({}),
  migrations: [Checkout1700000001000, CheckoutAlerts1700000002000],
  wire: ({ db, clock, newId, log, live, seal }) => {
    const store = checkoutStore(db, publication);
    const checkouts = createCheckouts({ checkouts: store, sealing: seal, clock, newId });
    const stuckCheckouts = createStuckCheckouts({ checkouts, store, clock });
    const resolver = new CheckoutResolver({ checkouts, live });
    const byTheClock = () => ({ actor: systemOf('checkout'), correlationId: newId() });
    return {
      subgraph: {
        resolvers: [
          [CheckoutResolver, resolver],
          [StuckCheckoutResolver, new StuckCheckoutResolver({ checkouts, stuckCheckouts })],
        ],
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
            const { count, untold } = await stuckCheckouts.detect(now);
            stuckGauge.set(count);
            if (untold.length > 0) log.error({ stuck: count, checkoutIds: untold }, 'checkouts are stuck');
            return count;
          },
        },
      ],
    };
  },
});

runAsService(context, module);
