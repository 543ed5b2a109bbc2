import { minutes, refuse } from '@marketplace/kernel';
import type { Cart } from './cart';
import type { ClientDecision } from './commands';

/** The maximum number of coupons per cart. Promotions decides which of them combine. */
export const maxCoupons = 5;

/** The maximum number of different codes per user within the window; a limit against guessing. */
export const maxAttempts = 10;
export const attemptWindow = minutes(10);

const shape = /^[A-Z0-9][A-Z0-9-]{2,39}$/;

/** The code in its canonical form; undefined if the text cannot be a code. */
const normalizedCode = (text: string): string | undefined => {
  const code = text.trim().toUpperCase();
  return shape.test(code) ? code : undefined;
};

/** True when trying these codes stays within the rate limit. */
export const mayTry = (codes: readonly string[], recent: ReadonlySet<string>): boolean => {
  const fresh = codes.filter((code) => !recent.has(code));
  return fresh.length === 0 || fresh.length + recent.size <= maxAttempts;
};

const where = { path: ['code'] };

/** Applies any well-formed code. Only the owner of the cart sees whether it is valid. */
export const applyCoupon = (cart: Cart, text: string, recent: ReadonlySet<string>): ClientDecision => {
  const code = normalizedCode(text);
  if (code === undefined) return refuse('invalid-code', where);
  if (cart.couponCodes.includes(code)) return [];
  if (cart.couponCodes.length >= maxCoupons) return refuse('too-many-coupons', where);
  return mayTry([code], recent) ? [{ type: 'CouponApplied', code }] : refuse('too-many-attempts', where);
};

export const removeCoupon = (cart: Cart, text: string): ClientDecision => {
  const code = normalizedCode(text);
  return code !== undefined && cart.couponCodes.includes(code) ? [{ type: 'CouponRemoved', code }] : [];
};
