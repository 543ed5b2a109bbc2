import { isId, type Actor, type SellerId } from '@marketplace/kernel';
import type { GraphContext } from '@marketplace/platform/graphql';
import type { PromotionViews } from '../../application/ports';
import type { CouponId } from '../../domain/coupon';
import type { PromotionId } from '../../domain/promotion';
import type { CouponType, PromotionType } from './promotion.types';
import { toCouponType, toPromotionType } from './to-types';

type MayRead = (actor: Actor, sellerId: SellerId | undefined) => boolean;

/** Finds promotions and coupons for who asks, many at once; somebody else's do not exist. */
export class PromotionLoads {
  constructor(
    private readonly views: PromotionViews,
    private readonly mayRead: MayRead,
  ) {}

  async promotion(id: string, context: GraphContext): Promise<PromotionType | null> {
    if (!isId(id)) return null;
    const row = await context.loaders.get('promotions', (ids) => this.views.byIds(ids as readonly PromotionId[])).load(id);
    return row !== undefined && this.mayRead(context.actor, row.state.sellerId) ? toPromotionType(row) : null;
  }

  async coupon(id: string, context: GraphContext): Promise<CouponType | null> {
    if (!isId(id)) return null;
    const row = await context.loaders.get('coupons', (ids) => this.views.couponsByIds(ids as readonly CouponId[])).load(id);
    return row !== undefined && this.mayRead(context.actor, row.sellerId) ? toCouponType(row) : null;
  }
}
