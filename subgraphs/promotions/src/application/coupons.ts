import { isRefused, narrowRefusal, refuse, type Cause, type Refusal } from '@marketplace/kernel';
import {
  codeInBatch,
  couponCode,
  disable,
  invalidCouponBatch,
  type Coupon,
  type CouponId,
  type CouponBatch,
  type CouponRefusal,
} from '../domain/coupon';
import { decide } from '../domain/decide';
import type { PromotionId } from '../domain/promotion';
import { managedPromotion } from './access';
import type { Ports } from './ports';

type IssueRefusal = CouponRefusal | Refusal<'promotion-not-found' | 'coupon-code-taken' | 'promotion-needs-no-coupon' | 'promotion-ended'>;

export type Coupons = ReturnType<typeof createCoupons>;

type Dependencies = Pick<Ports, 'promotions' | 'coupons' | 'suffixes' | 'clock' | 'newId'>;

/** The use cases of coupons, for operators and for the staff of the owning seller. */
export const createCoupons = ({ promotions, coupons, suffixes, clock, newId }: Dependencies) => {
  const codesOf = (batch: CouponBatch): readonly string[] =>
    batch.kind === 'SINGLE'
      ? [couponCode(batch.code) ?? batch.code]
      : suffixes(batch.count).map((suffix) => codeInBatch(batch.prefix, suffix));

  return {
    /** Issues a single code or a batch for a promotion that requires coupons. `requestKey` finds the codes of a repeated request. */
    issue: async (
      promotionId: PromotionId,
      { requestKey, ...batch }: CouponBatch & { readonly requestKey: string },
      cause: Cause,
    ): Promise<PromotionId | IssueRefusal> => {
      const before = await managedPromotion(promotions, promotionId, cause.actor);
      if (isRefused(before)) return before;
      const refused = invalidCouponBatch(batch);
      if (refused !== undefined) return refused;
      const codes = codesOf(batch);
      const [only] = codes;
      if (batch.kind === 'SINGLE' && only !== undefined && (await coupons.isTaken(only)))
        return refuse('coupon-code-taken', { path: ['code'] });
      const events = decide({ type: 'IssueCoupons', count: codes.length, at: clock() }, before.state);
      if (isRefused(events)) return narrowRefusal(events, 'promotion-needs-no-coupon', 'promotion-ended');
      const issued = codes.map((code): Coupon => ({ id: newId<'Coupon'>(), promotionId, code, status: 'ACTIVE', terms: batch.terms }));
      await coupons.issue({ before, events }, { coupons: issued, requestKey }, cause);
      return promotionId;
    },

    /** Disables a coupon permanently. Checkouts that already reserve a use keep their price. */
    disable: async (
      couponId: CouponId,
      expectedVersion: number,
      cause: Cause,
    ): Promise<CouponId | Refusal<'coupon-not-found' | 'version-conflict'>> => {
      const coupon = await coupons.find(couponId);
      if (coupon === undefined || isRefused(await managedPromotion(promotions, coupon.state.promotionId, cause.actor)))
        return refuse('coupon-not-found', { path: ['couponId'] });
      if (coupon.version !== expectedVersion) return refuse('version-conflict', { currentVersion: coupon.version });
      if (disable(coupon.state) === 'disabled') await coupons.disable(coupon, cause);
      return couponId;
    },
  };
};
