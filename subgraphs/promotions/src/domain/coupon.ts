import { isBefore, refuse, type Id, type Instant, type Refusal } from '@marketplace/kernel';
import type { PromotionId } from './promotion';

export type CouponId = Id<'Coupon'>;

/** A code as it is kept and compared: capitals, digits and hyphens. */
export type CouponCode = string;

export type CouponStatus = 'ACTIVE' | 'DISABLED';

/** What holds for all codes that are issued together. */
export type CouponTerms = {
  readonly maxUses?: number;
  readonly maxUsesPerBuyer?: number;
  readonly startsAt?: Instant;
  readonly endsAt?: Instant;
};

export type Coupon = {
  readonly id: CouponId;
  readonly promotionId: PromotionId;
  readonly code: CouponCode;
  readonly status: CouponStatus;
  readonly terms: CouponTerms;
};

/** One code that people can say, or many that nobody can guess. */
export type CouponOrder =
  | { readonly kind: 'SINGLE'; readonly code: string; readonly terms: CouponTerms }
  | { readonly kind: 'BULK'; readonly prefix: string; readonly count: number; readonly terms: CouponTerms };

export type CouponRefusal = Refusal<
  'coupon-code-invalid' | 'coupon-prefix-invalid' | 'coupon-count-invalid' | 'limit-invalid' | 'period-invalid'
>;

const shape = /^[A-Z0-9][A-Z0-9-]{2,39}$/;

/** Between a prefix and what follows it: ten characters of 32, that is 50 bits. */
export const suffixLength = 10;
export const suffixAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const longestPrefix = 40 - suffixLength - 1;
export const mostCoupons = 10_000;

/** The code as it is kept; undefined for a text that can be none. */
export const couponCode = (text: string): CouponCode | undefined => {
  const code = text.trim().toUpperCase();
  return shape.test(code) ? code : undefined;
};

const isLimit = (limit: number | undefined): boolean =>
  limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= 1_000_000_000);

const invalidCouponTerms = ({ maxUses, maxUsesPerBuyer, startsAt, endsAt }: CouponTerms): CouponRefusal | undefined => {
  if (!isLimit(maxUses)) return refuse('limit-invalid', { path: ['maxUses'] });
  if (!isLimit(maxUsesPerBuyer)) return refuse('limit-invalid', { path: ['maxUsesPerBuyer'] });
  return startsAt !== undefined && endsAt !== undefined && !isBefore(startsAt, endsAt)
    ? refuse('period-invalid', { path: ['endsAt'] })
    : undefined;
};

/** What is wrong with an order for coupons first, if anything is. */
export const invalidCouponOrder = (order: CouponOrder): CouponRefusal | undefined => {
  const refused = invalidCouponTerms(order.terms);
  if (refused !== undefined) return refused;
  switch (order.kind) {
    case 'SINGLE':
      return couponCode(order.code) === undefined ? refuse('coupon-code-invalid', { path: ['code'] }) : undefined;
    case 'BULK':
      if (!/^[A-Z0-9][A-Z0-9-]*$/.test(order.prefix) || order.prefix.length > longestPrefix)
        return refuse('coupon-prefix-invalid', { path: ['prefix'] });
      return Number.isInteger(order.count) && order.count >= 1 && order.count <= mostCoupons
        ? undefined
        : refuse('coupon-count-invalid', { path: ['count'] });
  }
};

/** A code of a series. The suffix is not for this place to choose: it must be unguessable. */
export const codeInSeries = (prefix: string, suffix: string): CouponCode => `${prefix}-${suffix}`;

/** Taking a code out of use a second time changes nothing. */
export type DisableDecision = 'disabled' | 'unchanged';

export const disable = (coupon: Coupon): DisableDecision => (coupon.status === 'DISABLED' ? 'unchanged' : 'disabled');
