import { join } from 'node:path';
import { z } from 'zod';
import { hours, minutes } from '@marketplace/kernel';
import { defineContext, migrationsIn, runAsService, setting } from '@marketplace/platform';
import { InsufficientStockType, VersionConflictType } from '@marketplace/platform/graphql';
import { cartTokens } from './adapters/crypto/cart-tokens';
import { cartChoiceMutations, cartMutations } from './adapters/graphql/cart-mutations';
import { cartEntities, CartResolver, showCart } from './adapters/graphql/cart.resolver';
import * as publications from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { cartRepository, cartStore } from './adapters/postgres/cart-store';
import { catalogueCopy } from './adapters/postgres/catalogue-copy';
import { checkoutRepository } from './adapters/postgres/checkout-repository';
import { inactiveCarts } from './adapters/postgres/inactive-carts';
import * as tables from './adapters/postgres/tables';
import { abandonedCarts } from './application/abandoned-carts.job';
import { createCarts } from './application/carts';
import { createCatalogue } from './application/catalogue';
import { expiredCheckoutLocks } from './application/expired-checkout-locks.job';
import { createCartLocking } from './application/cart-locking';
import { purgeCarts } from './application/purge-carts.job';

const env = z.object({
  ABANDONED_AFTER_HOURS: setting(
    'the hours without changes after which a cart is published as abandoned',
    z.coerce
      .number()
      .positive()
      .max(24 * 30)
      .default(24),
  ),
  /** Longer than any checkout takes. */
  FROZEN_CART_MINUTES: setting(
    'the minutes after which a cart is unlocked if its checkout has not ended',
    z.coerce
      .number()
      .positive()
      .max(60 * 24)
      .default(60),
  ),
});

export const context = defineContext({
  name: 'carts',
  title: 'Carts',
  owns: 'shopping carts',
  env,
  tables,
  migrations: migrationsIn(join(__dirname, 'adapters/postgres/migrations')),
  wire: ({ db, clock, newId, env: { ABANDONED_AFTER_HOURS, FROZEN_CART_MINUTES } }) => {
    const store = cartStore(db, publications, clock);
    const checkouts = checkoutRepository(db, store, publications);
    const inactive = inactiveCarts(db, publications);
    const catalogue = catalogueCopy(db);
    const locking = createCartLocking({ checkouts, newId });
    const carts = createCarts({ carts: cartRepository(db, store), catalogue, tokens: cartTokens, newId, clock });
    const show = showCart(carts);
    const { cart, explanation } = cartEntities(carts, show);
    return {
      subgraph: {
        resolvers: [new CartResolver({ carts, show, explanation }), cartMutations({ carts, show }), cartChoiceMutations({ carts, show })],
        entities: [cart, explanation],
        types: [InsufficientStockType, VersionConflictType],
      },
      handlers: subscriptions(locking, createCatalogue(catalogue)),
      jobs: [
        abandonedCarts({ inactive, newId, inactivity: hours(ABANDONED_AFTER_HOURS) }),
        expiredCheckoutLocks({ checkouts, locking, timeout: minutes(FROZEN_CART_MINUTES) }),
        purgeCarts(inactive),
      ],
    };
  },
});

runAsService(context, module);
