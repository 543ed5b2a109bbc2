import { minutes, refuse } from '@marketplace/kernel';
import type { Cart } from './cart';
import type { ClientDecision } from './commands';

/** On one cart; how many of them go together is promotions' to say. */
export const maxCoupons = 5;

/** Whoever tries more different codes than this within the time looks for codes that were given to others. */
export const maxAttempts = 10;
export const attemptsLast = minutes(10);

const shape = /^[A-Z0-9][A-Z0-9-]{2,39}$/;

/** A code as it is compared: people write it in their own way. Undefined where no code can look like that. */
const normalisedCode = (text: string): string | undefined => {
  const code = text.trim().toUpperCase();
  return shape.test(code) ? code : undefined;
};

/** Whether these codes may be tried by somebody who has just tried the others. */
export const mayTry = (codes: readonly string[], recent: ReadonlySet<string>): boolean => {
  const fresh = codes.filter((code) => !recent.has(code));
  return fresh.length === 0 || fresh.length + recent.size <= maxAttempts;
};

const where = { path: ['code'] };

/** Any code that can be one goes onto the cart: whether it is worth anything is seen there, and by its owner alone. */
export const applyCoupon = (cart: Cart, text: string, recent: ReadonlySet<string>): ClientDecision => {
  const code = normalisedCode(text);
  if (code === undefined) return refuse('invalid-code', where);
  if (cart.couponCodes.includes(code)) return [];
  if (cart.couponCodes.length >= maxCoupons) return refuse('too-many-coupons', where);
  return mayTry([code], recent) ? [{ type: 'CouponApplied', code }] : refuse('too-many-attempts', where);
};

export const removeCoupon = (cart: Cart, text: string): ClientDecision => {
  const code = normalisedCode(text);
  return code !== undefined && cart.couponCodes.includes(code) ? [{ type: 'CouponRemoved', code }] : [];
};
