import { join } from 'node:path';
import { z } from 'zod';
import { defineContext, migrationsIn, runAsService } from '@marketplace/platform';
import { randomSuffixes } from './adapters/crypto/coupon-codes';
import { CartDiscountExplanationResolver, CartResolver, pricedReference } from './adapters/graphql/cart.resolver';
import { CartDiscountExplanationType, CartType } from './adapters/graphql/cart.types';
import { couponMutations } from './adapters/graphql/coupon-mutations';
import { promotionMutations } from './adapters/graphql/promotion-mutations';
import { couponEntity, promotionEntity, PromotionResolver } from './adapters/graphql/promotion.resolver';
import { SimulationResolver } from './adapters/graphql/simulation.resolver';
import { promotionEventMessages, usageEventMessages } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { activePromotions } from './adapters/postgres/active-promotions';
import { duePromotions } from './adapters/postgres/due-promotions';
import { couponAttempts, productRepository, segmentRepository } from './adapters/postgres/evaluation-facts';
import { evaluationReads } from './adapters/postgres/evaluation-reads';
import { promotionStore } from './adapters/postgres/promotion-store';
import { promotionViews } from './adapters/postgres/promotion-views';
import * as tables from './adapters/postgres/tables';
import { usageStore } from './adapters/postgres/usage-store';
import { createCoupons } from './application/coupons';
import { promotionJobs } from './application/due-promotions.job';
import { createEvaluations } from './application/evaluations';
import { createPromotions } from './application/promotions';
import { createQuotes } from './application/quotes';
import { createSegments } from './application/segments';
import { createSimulation } from './application/simulation';

export const context = defineContext({
  name: 'promotions',
  title: 'Promotions',
  owns: 'promotions, coupons, and the discounts of carts and checkouts',
  env: z.object({}),
  tables,
  migrations: migrationsIn(join(__dirname, 'adapters/postgres/migrations')),
  wire: ({ db, clock, newId, alert }) => {
    const store = promotionStore(db, promotionEventMessages);
    const [views, reads, attempts, usages] = [
      promotionViews(db),
      evaluationReads(db),
      couponAttempts(db),
      usageStore(db, usageEventMessages),
    ];
    const evaluations = createEvaluations({ activePromotions: activePromotions(db), reads, attempts, usages, clock });
    const quotes = createQuotes({ usages, evaluations, alert });
    const promotions = createPromotions({ ...store, views, clock, newId });
    const coupons = createCoupons({ ...store, suffixes: randomSuffixes, clock, newId });
    const segments = createSegments({ segments: segmentRepository(db) });
    const [promotion, coupon] = [promotionEntity(views), couponEntity(views)];
    const priced = pricedReference(evaluations);
    return {
      subgraph: {
        resolvers: [
          new CartResolver(),
          new CartDiscountExplanationResolver(),
          new PromotionResolver({ promotions, views, promotion, coupon }),
          promotionMutations({ promotions, promotion }),
          couponMutations({ coupons, segments, views, promotion, coupon }),
          new SimulationResolver(createSimulation({ ...store, reads, clock, newId })),
        ],
        entities: [promotion, coupon],
        references: { Cart: priced, CartDiscountExplanation: priced },
        types: [CartType, CartDiscountExplanationType],
      },
      handlers: subscriptions({ quotes, products: productRepository(db), alert }),
      jobs: promotionJobs({ due: duePromotions(db), promotions: store.promotions, quotes, attempts }),
    };
  },
});

runAsService(context, module);
