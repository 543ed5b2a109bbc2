import { join } from 'node:path';
import { z } from 'zod';
import { defineContext, migrationsIn, runAsService } from '@marketplace/platform';
import { checkoutMutations } from './adapters/graphql/checkout-mutations';
import { checkoutEntity, CheckoutResolver } from './adapters/graphql/checkout.resolver';
import { stuckGauge } from './adapters/metrics/checkout-metrics';
import { publication } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { checkoutStore } from './adapters/postgres/checkout-store';
import * as tables from './adapters/postgres/tables';
import { createCheckouts } from './application/checkouts';
import { createStuckCheckouts, detectStuckCheckouts } from './application/stuck-checkouts';

export const context = defineContext({
  name: 'checkout',
  title: 'Checkout',
  owns: 'the process that turns a cart into orders',
  env: z.object({}),
  tables,
  migrations: migrationsIn(join(__dirname, 'adapters/postgres/migrations')),
  wire: ({ db, clock, newId, log, live, seal }) => {
    const store = checkoutStore(db, publication);
    const checkouts = createCheckouts({ checkouts: store, sealing: seal, clock, newId });
    const stuckCheckouts = createStuckCheckouts({ checkouts, store, clock });
    const checkout = checkoutEntity(checkouts);
    return {
      subgraph: {
        resolvers: [
          new CheckoutResolver({ checkout, checkouts, stuckCheckouts, live }),
          checkoutMutations({ checkout, checkouts, stuckCheckouts }),
        ],
        entities: [checkout],
      },
      handlers: subscriptions(checkouts, log),
      jobs: [checkouts.deadlines, detectStuckCheckouts({ store, setGauge: (count) => stuckGauge.set(count) })],
    };
  },
});

runAsService(context, module);
