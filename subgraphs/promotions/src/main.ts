import { z } from 'zod';
import { hours, minutes, seconds } from '@marketplace/kernel';
import { defineContext, retryStale, runAsService } from '@marketplace/platform';
import { randomSuffixes } from './adapters/crypto/coupon-codes';
import { CartDiscountExplanationResolver, CartResolver } from './adapters/graphql/cart.resolver';
import { CartDiscountExplanationType, CartType } from './adapters/graphql/cart.types';
import { CouponResolver } from './adapters/graphql/coupon.resolver';
import { PromotionLoads } from './adapters/graphql/promotion-loads';
import { PromotionResolver } from './adapters/graphql/promotion.resolver';
import { SimulationResolver } from './adapters/graphql/simulation.resolver';
import { ofPromotion, ofUsage } from './adapters/nats/publications';
import { subscriptions } from './adapters/nats/subscriptions';
import { activePromotions } from './adapters/postgres/active-promotions';
import { couponAttempts, evaluationReads } from './adapters/postgres/evaluation-reads';
import { Promotions1700000009000 } from './adapters/postgres/migrations/1700000009000-promotions';
import { CategoryMoves1700000010000 } from './adapters/postgres/migrations/1700000010000-category-moves';
import { productRepository } from './adapters/postgres/product-repository';
import { couponRepository, promotionRepository } from './adapters/postgres/promotion-repository';
import { promotionViews } from './adapters/postgres/promotion-views';
import { segmentRepository } from './adapters/postgres/segment-repository';
import { usageRepository } from './adapters/postgres/usage-repository';
import { createCoupons } from './application/coupons';
import { createEvaluations } from './application/evaluations';
import { expireHeldUses } from './application/expire-held-uses.job';
import { expirePromotions } from './application/expire-promotions.job';
import { forgetCouponAttempts } from './application/forget-coupon-attempts.job';
import type { Alert } from './application/ports';
import { createPromotions } from './application/promotions';
import { createQuotes } from './application/quotes';
import { reconcileUseCounts } from './application/reconcile-use-counts.job';
import { createSegments } from './application/segments';
import { createSimulation } from './application/simulation';

type Keyed = { readonly id: string };

export const context = defineContext({
  name: 'promotions',
  env: z.object({}),
  migrations: [Promotions1700000009000, CategoryMoves1700000010000],
  wire: ({ db, clock, newId, log }) => {
    const alert: Alert = (name, facts) => log.error({ alert: name, ...facts }, 'alert');
    const again = (work: () => Promise<unknown>) => retryStale(work);
    const actives = activePromotions(db);
    const [views, reads, attempts] = [promotionViews(db), evaluationReads(db), couponAttempts(db)];
    const repository = promotionRepository(db, ofPromotion, actives.forget);
    const usages = usageRepository(db, ofUsage);
    const evaluations = createEvaluations({ actives: actives.find, reads, attempts, usages, clock });
    const quotes = createQuotes({ usages, evaluations, alert });
    const promotions = createPromotions({ promotions: repository, views, clock, newId });
    const coupons = createCoupons({ promotions: repository, coupons: couponRepository(db), suffixes: randomSuffixes, clock, newId });
    const segments = createSegments({ segments: segmentRepository(db) });
    const loads = new PromotionLoads(views, promotions.mayRead);
    const carts = new CartResolver(evaluations);
    const explanations = new CartDiscountExplanationResolver(evaluations);
    return {
      subgraph: {
        resolvers: [
          [CartResolver, carts],
          [CartDiscountExplanationResolver, explanations],
          [PromotionResolver, new PromotionResolver({ promotions, views, loads, clock })],
          [CouponResolver, new CouponResolver({ coupons, segments, views, loads })],
          [SimulationResolver, new SimulationResolver(createSimulation({ views, reads, clock, newId }))],
        ],
        references: {
          Promotion: ({ id }: Keyed, graph) => loads.promotion(id, graph),
          Coupon: ({ id }: Keyed, graph) => loads.coupon(id, graph),
          Cart: (reference: Parameters<CartResolver['reference']>[0], graph) => carts.reference(reference, graph),
          CartDiscountExplanation: (reference: Parameters<CartDiscountExplanationResolver['reference']>[0], graph) =>
            explanations.reference(reference, graph),
        },
        types: [CartType, CartDiscountExplanationType],
      },
      listens: subscriptions({ quotes, products: productRepository(db), alert }),
      jobs: [
        { name: 'expire-promotions', every: seconds(5), run: expirePromotions({ promotions: repository, again }) },
        { name: 'expire-held-uses', every: seconds(1), run: expireHeldUses({ usages, quotes, again }) },
        { name: 'reconcile-use-counts', every: hours(1), run: reconcileUseCounts({ usages, alert }) },
        { name: 'forget-coupon-attempts', every: minutes(5), run: forgetCouponAttempts({ attempts }) },
      ],
    };
  },
});

runAsService(context, module);
