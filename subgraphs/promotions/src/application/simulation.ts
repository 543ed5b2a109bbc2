import { isRefused, refuse, type Actor, type Instant, type Refusal } from '@marketplace/kernel';
import type { Basket, Buyer, ProductCategories } from '../domain/basket';
import type { CouponId } from '../domain/coupon';
import { evaluate, unused, type Candidate, type Evaluation } from '../domain/evaluation';
import { evolve, type Promotion, type PromotionId } from '../domain/promotion';
import { mayManage } from './access';
import { creationOf, type CreateRefusal, type NewPromotion } from './promotions';
import type { Ports } from './ports';

export type SimulationRequest = {
  readonly basket: Basket;
  readonly buyer: Buyer;
  readonly promotionIds: readonly PromotionId[];
  readonly draft?: NewPromotion;
  /** Default: now. */
  readonly at?: Instant;
  /** For products that are not in the catalog yet. */
  readonly productCategories: ProductCategories;
};

export type SimulationRefusal = CreateRefusal | Refusal<'promotion-not-found' | 'basket-empty' | 'nothing-to-simulate'>;

export type Simulation = ReturnType<typeof createSimulation>;

/** The promotion as if it were active and unused, with a coupon if it needs one. Its period still counts. */
const candidateOf = (promotion: Promotion, couponId: CouponId): Candidate => {
  const active: Promotion = { ...promotion, status: 'ACTIVE' };
  if (!promotion.needsCoupon) return { promotion: active, usageCounts: unused };
  const coupon = { id: couponId, promotionId: promotion.id, code: 'SIMULATED', status: 'ACTIVE', terms: {} } as const;
  return { promotion: active, coupon, usageCounts: unused };
};

/** Simulates existing promotions and a draft on a basket. Nothing is saved. */
export const createSimulation = ({ promotions, reads, clock, newId }: Pick<Ports, 'promotions' | 'reads' | 'clock' | 'newId'>) => {
  const existing = async (ids: readonly PromotionId[], actor: Actor): Promise<readonly Promotion[] | Refusal<'promotion-not-found'>> => {
    const found = await Promise.all(ids.map((id) => promotions.find(id)));
    const missing = found.findIndex((promotion) => promotion === undefined || !mayManage(actor, promotion.state.sellerId));
    if (missing >= 0) return refuse('promotion-not-found', { path: ['promotionIds', missing.toString()] });
    return found.flatMap((promotion) => promotion?.state ?? []);
  };

  const drafted = (draft: NewPromotion | undefined, actor: Actor): readonly Promotion[] | CreateRefusal => {
    if (draft === undefined) return [];
    if (!mayManage(actor, draft.sellerId)) return refuse('seller-not-found', { path: ['draft', 'sellerId'] });
    const events = creationOf(draft, { id: newId(), at: clock() });
    return isRefused(events) ? events : events.map((event) => evolve(undefined, event));
  };

  return {
    simulate: async (request: SimulationRequest, actor: Actor): Promise<Evaluation | SimulationRefusal> => {
      const { basket, buyer } = request;
      if (basket.lines.length === 0) return refuse('basket-empty', { path: ['lines'] });
      const [saved, draft] = [await existing(request.promotionIds, actor), drafted(request.draft, actor)];
      if (isRefused(saved)) return saved;
      if (isRefused(draft)) return draft;
      const candidates = [...saved, ...draft].map((promotion) => candidateOf(promotion, newId()));
      if (candidates.length === 0) return refuse('nothing-to-simulate', { path: ['promotionIds'] });
      const productIds = basket.lines.map((line) => line.productId);
      const { productCategories } = await reads.facts({ promotionIds: [], buyerId: undefined, productIds });
      return evaluate(candidates, {
        basket,
        buyer,
        productCategories: new Map([...productCategories, ...request.productCategories]),
        at: request.at ?? clock(),
      });
    },
  };
};
