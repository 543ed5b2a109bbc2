import { isRefused, narrowRefusal, refuse, type Cause, type Refusal } from '@marketplace/kernel';
import {
  codeInSeries,
  couponCode,
  disable,
  invalidCouponOrder,
  type Coupon,
  type CouponId,
  type CouponOrder,
  type CouponRefusal,
} from '../domain/coupon';
import { decide } from '../domain/decide';
import type { PromotionId } from '../domain/promotion';
import { keptPromotion } from './access';
import type { Ports } from './ports';

type IssueRefusal = CouponRefusal | Refusal<'promotion-not-found' | 'coupon-code-taken' | 'promotion-needs-no-coupon' | 'promotion-ended'>;

export type Coupons = ReturnType<typeof createCoupons>;

type Dependencies = Pick<Ports, 'promotions' | 'coupons' | 'suffixes' | 'clock' | 'newId'>;

/** The use cases of codes: for operators, and for staff of the seller whose promotion it is. */
export const createCoupons = ({ promotions, coupons, suffixes, clock, newId }: Dependencies) => {
  const codesOf = (order: CouponOrder): readonly string[] =>
    order.kind === 'SINGLE'
      ? [couponCode(order.code) ?? order.code]
      : suffixes(order.count).map((suffix) => codeInSeries(order.prefix, suffix));

  return {
    /** Issues one code, or a series, for a promotion that needs them; `orderKey` finds what the order has made. */
    issue: async (
      promotionId: PromotionId,
      { orderKey, ...order }: CouponOrder & { readonly orderKey: string },
      cause: Cause,
    ): Promise<PromotionId | IssueRefusal> => {
      const before = await keptPromotion(promotions, promotionId, cause.actor);
      if (isRefused(before)) return before;
      const refused = invalidCouponOrder(order);
      if (refused !== undefined) return refused;
      const codes = codesOf(order);
      const [only] = codes;
      if (order.kind === 'SINGLE' && only !== undefined && (await coupons.isTaken(only)))
        return refuse('coupon-code-taken', { path: ['code'] });
      const events = decide({ type: 'IssueCoupons', count: codes.length, at: clock() }, before.state);
      if (isRefused(events)) return narrowRefusal(events, 'promotion-needs-no-coupon', 'promotion-ended');
      const issued = codes.map((code): Coupon => ({ id: newId<'Coupon'>(), promotionId, code, status: 'ACTIVE', terms: order.terms }));
      await coupons.issue({ before, events }, { coupons: issued, orderKey }, cause);
      return promotionId;
    },

    /** Takes a code out of use, for good; checkouts that hold a use of it keep their price. */
    disable: async (
      couponId: CouponId,
      expectedVersion: number,
      cause: Cause,
    ): Promise<CouponId | Refusal<'coupon-not-found' | 'version-conflict'>> => {
      const coupon = await coupons.find(couponId);
      if (coupon === undefined || isRefused(await keptPromotion(promotions, coupon.state.promotionId, cause.actor)))
        return refuse('coupon-not-found', { path: ['couponId'] });
      if (coupon.version !== expectedVersion) return refuse('version-conflict', { currentVersion: coupon.version });
      if (disable(coupon.state) === 'disabled') await coupons.disable(coupon, cause);
      return couponId;
    },
  };
};
