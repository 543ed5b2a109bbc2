import { z } from 'zod';
import { defineContext, runAsService } from '@marketplace/platform';
import { InsufficientStockType, VersionConflictType } from '@marketplace/platform/graphql';
import { cartTokens } from './adapters/crypto/cart-tokens';
import { CartResolver } from './adapters/graphql/cart.resolver';
import * as publications from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { cartRepository } from './adapters/postgres/cart-repository';
import { catalogueCopy } from './adapters/postgres/catalogue-copy';
import { Carts1700000004000 } from './adapters/postgres/migrations/1700000004000-carts';
import { CatalogueCopy1700000004001 } from './adapters/postgres/migrations/1700000004001-catalogue-copy';
import { abandonedCarts } from './application/abandoned-carts.job';
import { createCarts } from './application/carts';
import { createCatalogue } from './application/catalogue';
import { createFreezing } from './application/freezing';

export const context = defineContext({
  name: 'carts',
  env: z.object({}),
  migrations: [Carts1700000004000, CatalogueCopy1700000004001],
  wire: ({ db, newId }) => {
    const carts = cartRepository(db, publications);
    const catalogue = catalogueCopy(db);
    const resolver = new CartResolver(createCarts({ carts, catalogue, tokens: cartTokens, newId }));
    return {
      subgraph: {
        resolvers: [[CartResolver, resolver]],
        references: { Cart: (reference: { id: string }, graph) => resolver.reference(reference.id, graph) },
        types: [InsufficientStockType, VersionConflictType],
      },
      listens: subscriptions(createFreezing(carts), createCatalogue(catalogue)),
      jobs: [abandonedCarts(carts)],
    };
  },
});

runAsService(context, module);
