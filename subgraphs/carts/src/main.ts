import { z } from 'zod';
import { hours, minutes, systemOf } from '@marketplace/kernel';
import { defineContext, runAsService, StaleWrite } from '@marketplace/platform';
import { InsufficientStockType, VersionConflictType } from '@marketplace/platform/graphql';
import { cartTokens } from './adapters/crypto/cart-tokens';
import { CartChoicesResolver } from './adapters/graphql/cart-choices.resolver';
import { CartResolver } from './adapters/graphql/cart.resolver';
import * as publications from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { cartRepository } from './adapters/postgres/cart-repository';
import { catalogueCopy } from './adapters/postgres/catalogue-copy';
import { couponAttempts } from './adapters/postgres/coupon-attempts';
import { Carts1700000004000 } from './adapters/postgres/migrations/1700000004000-carts';
import { CatalogueCopy1700000004001 } from './adapters/postgres/migrations/1700000004001-catalogue-copy';
import { CouponsAndSavedLines1700000004002 } from './adapters/postgres/migrations/1700000004002-coupons-and-saved-lines';
import { PricesPerCurrency1700000004003 } from './adapters/postgres/migrations/1700000004003-prices-per-currency';
import { PricesOfTheReleaseBefore1700000004004 } from './adapters/postgres/migrations/1700000004004-prices-of-the-release-before';
import { abandonedCarts } from './application/abandoned-carts.job';
import type { ByTheClock } from './application/by-the-clock';
import { createCarts } from './application/carts';
import { createCatalogue } from './application/catalogue';
import { forgottenFreezes } from './application/forgotten-freezes.job';
import { createFreezing } from './application/freezing';
import { purgeCarts } from './application/purge-carts.job';

const env = z.object({
  /** A user's cart that nobody has touched for so long is announced as abandoned. */
  ABANDONED_AFTER_HOURS: z.coerce
    .number()
    .positive()
    .max(24 * 30)
    .default(24),
  /** A cart whose checkout has not been heard of for so long is given back; longer than any checkout waits for its buyer. */
  FROZEN_CART_MINUTES: z.coerce
    .number()
    .positive()
    .max(60 * 24)
    .default(60),
});

/** Somebody else wrote first: the cart was touched, and what was due may not be due any more. */
const attempt = (work: () => Promise<void>): Promise<boolean> =>
  work().then(
    () => true,
    (error: unknown) => {
      if (error instanceof StaleWrite) return false;
      throw error;
    },
  );

export const context = defineContext({
  name: 'carts',
  env,
  migrations: [
    Carts1700000004000,
    CatalogueCopy1700000004001,
    CouponsAndSavedLines1700000004002,
    PricesPerCurrency1700000004003,
    PricesOfTheReleaseBefore1700000004004,
  ],
  wire: ({ db, clock, newId, env: { ABANDONED_AFTER_HOURS, FROZEN_CART_MINUTES } }) => {
    const repository = cartRepository(db, publications);
    const attempts = couponAttempts(db);
    const catalogue = catalogueCopy(db);
    const freezing = createFreezing({ carts: repository, newId });
    const carts = createCarts({ carts: repository, attempts, catalogue, tokens: cartTokens, newId, clock });
    const resolver = new CartResolver(carts);
    const byTheClock: ByTheClock = { causeOf: () => ({ actor: systemOf('carts'), correlationId: newId() }), attempt };
    return {
      subgraph: {
        resolvers: [
          [CartResolver, resolver],
          [CartChoicesResolver, new CartChoicesResolver(carts)],
        ],
        references: {
          Cart: (reference: { id: string }, graph, info) => resolver.reference(reference.id, graph, info),
          CartDiscountExplanation: (reference: { cartId: string }, graph) => resolver.cartDiscountExplanation(reference.cartId, graph),
        },
        types: [InsufficientStockType, VersionConflictType],
      },
      listens: subscriptions(freezing, createCatalogue(catalogue)),
      jobs: [
        abandonedCarts({ carts: repository, newId, byTheClock, patience: hours(ABANDONED_AFTER_HOURS) }),
        forgottenFreezes({ carts: repository, freezing, byTheClock, patience: minutes(FROZEN_CART_MINUTES) }),
        purgeCarts({ carts: repository, attempts }),
      ],
    };
  },
});

runAsService(context, module);
