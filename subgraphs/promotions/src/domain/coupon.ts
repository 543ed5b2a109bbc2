import { isBefore, refuse, type Id, type Instant, type Refusal } from '@marketplace/kernel';
import type { PromotionId } from './promotion';

export type CouponId = Id<'Coupon'>;

/** A normalized code: uppercase letters, digits and hyphens. */
export type CouponCode = string;

export type CouponStatus = 'ACTIVE' | 'DISABLED';

/** The terms of all codes in a batch. */
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

/** A request for coupons: a single readable code, or many random codes. */
export type CouponBatch =
  | { readonly kind: 'SINGLE'; readonly code: string; readonly terms: CouponTerms }
  | { readonly kind: 'BULK'; readonly prefix: string; readonly count: number; readonly terms: CouponTerms };

export type CouponRefusal = Refusal<
  'coupon-code-invalid' | 'coupon-prefix-invalid' | 'coupon-count-invalid' | 'limit-invalid' | 'period-invalid'
>;

const codePattern = /^[A-Z0-9][A-Z0-9-]{2,39}$/;

/** Ten characters out of 32: 50 bits of randomness. */
export const suffixLength = 10;
export const suffixAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const maxPrefixLength = 40 - suffixLength - 1;
export const maxCoupons = 10_000;

/** The normalized code; undefined for an invalid code. */
export const couponCode = (text: string): CouponCode | undefined => {
  const code = text.trim().toUpperCase();
  return codePattern.test(code) ? code : undefined;
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

/** The first reason why a batch is invalid, if any. */
export const invalidCouponBatch = (order: CouponBatch): CouponRefusal | undefined => {
  const refused = invalidCouponTerms(order.terms);
  if (refused !== undefined) return refused;
  switch (order.kind) {
    case 'SINGLE':
      return couponCode(order.code) === undefined ? refuse('coupon-code-invalid', { path: ['code'] }) : undefined;
    case 'BULK':
      if (!/^[A-Z0-9][A-Z0-9-]*$/.test(order.prefix) || order.prefix.length > maxPrefixLength)
        return refuse('coupon-prefix-invalid', { path: ['prefix'] });
      return Number.isInteger(order.count) && order.count >= 1 && order.count <= maxCoupons
        ? undefined
        : refuse('coupon-count-invalid', { path: ['count'] });
  }
};

/** A code of a batch. The caller provides a random suffix. */
export const codeInBatch = (prefix: string, suffix: string): CouponCode => `${prefix}-${suffix}`;

/** Disabling a coupon again changes nothing. */
export type DisableDecision = 'disabled' | 'unchanged';

export const disable = (coupon: Coupon): DisableDecision => (coupon.status === 'DISABLED' ? 'unchanged' : 'disabled');
