import { isRefused, refuse, type Cause, type Refusal } from '@marketplace/kernel';
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
import { decide, type PromotionRejection } from '../domain/decide';
import type { PromotionId } from '../domain/promotion';
import { mayKeep } from './access';
import type { Ports } from './ports';

export type CouponsRefusal = CouponRefusal | Refusal<PromotionRejection | 'coupon-code-taken' | 'coupon-not-found' | 'version-conflict'>;

export type Coupons = ReturnType<typeof createCoupons>;

type Needs = Pick<Ports, 'promotions' | 'coupons' | 'suffixes' | 'clock' | 'newId'>;

/** The use cases of codes: for operators, and for staff of the seller whose promotion it is. */
export const createCoupons = ({ promotions, coupons, suffixes, clock, newId }: Needs) => {
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
    ): Promise<PromotionId | CouponsRefusal> => {
      const before = await promotions.find(promotionId);
      if (before === undefined || !mayKeep(cause.actor, before.state.sellerId))
        return refuse('promotion-not-found', { path: ['promotionId'] });
      const refused = invalidCouponOrder(order);
      if (refused !== undefined) return refused;
      const codes = codesOf(order);
      const [only] = codes;
      if (order.kind === 'SINGLE' && only !== undefined && (await coupons.isTaken(only)))
        return refuse('coupon-code-taken', { path: ['code'] });
      const events = decide({ type: 'IssueCoupons', count: codes.length, at: clock() }, before.state);
      if (isRefused(events)) return events;
      const issued = codes.map((code): Coupon => ({ id: newId<'Coupon'>(), promotionId, code, status: 'ACTIVE', terms: order.terms }));
      await promotions.save({ before, events }, cause, { coupons: issued, orderKey });
      return promotionId;
    },

    /** Takes a code out of use, for good; checkouts that hold a use of it keep their price. */
    disable: async (couponId: CouponId, expectedVersion: number, cause: Cause): Promise<CouponId | CouponsRefusal> => {
      const coupon = await coupons.find(couponId);
      if (coupon === undefined || !mayKeep(cause.actor, coupon.sellerId)) return refuse('coupon-not-found', { path: ['couponId'] });
      if (coupon.version !== expectedVersion) return refuse('version-conflict', { currentVersion: coupon.version });
      if (disable(coupon.state) === 'disabled') await coupons.disable(coupon, cause);
      return couponId;
    },
  };
};
