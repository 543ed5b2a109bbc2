import { isRefused, refuse } from '@marketplace/kernel';
import { currencyOf, evolve, type Cart, type CartEvent, type CartLine } from './cart';
import { decideEach, type ClientDecision, type GuestContents } from './commands';
import { maxCoupons, mayTry } from './coupons';
import { maxLines, maxQuantity, saveForLater } from './lines';

/** Adds quantities up to the maximum. The user's own line keeps its price. */
const mergeLine = (cart: Cart, guestLine: CartLine): ClientDecision => {
  const line = cart.lines.find((each) => each.variantId === guestLine.variantId);
  const quantity = Math.min(maxQuantity, guestLine.quantity + (line?.quantity ?? 0));
  if (line !== undefined) return line.quantity === quantity ? [] : [{ type: 'LineSet', line: { ...line, quantity } }];
  if (guestLine.referencePrice.currency !== (currencyOf(cart) ?? guestLine.referencePrice.currency)) return refuse('currency-mismatch');
  return cart.lines.length >= maxLines ? refuse('cart-too-large') : [{ type: 'LineSet', line: guestLine }];
};

/** The guest's codes that fit on the cart after the user's own. */
const mergedCodes = (cart: Cart, from: GuestContents): readonly string[] =>
  from.couponCodes.filter((code) => !cart.couponCodes.includes(code)).slice(0, maxCoupons - cart.couponCodes.length);

/** The guest's delivery choice, unless the user has chosen. */
const mergedDelivery = ({ delivery: own }: Cart, { delivery: theirs }: GuestContents): readonly CartEvent[] =>
  own.countryCode !== undefined ||
  own.shippingOptionIds.length > 0 ||
  (theirs.countryCode === undefined && theirs.shippingOptionIds.length === 0)
    ? []
    : [{ type: 'DeliveryChosen', delivery: theirs }];

/**
 * Merges the whole guest cart, or refuses. Codes count as tried: guests see no result for codes, so a merge must not bypass
 * the rate limit.
 */
export const mergeGuestCart = (cart: Cart, from: GuestContents, recentCodes: ReadonlySet<string>): ClientDecision => {
  const codes = mergedCodes(cart, from);
  if (!mayTry(codes, recentCodes)) return refuse('too-many-attempts');
  const lines = decideEach(cart, from.lines, mergeLine);
  if (isRefused(lines)) return lines;
  const saved = decideEach(lines.reduce(evolve, cart), from.saved, saveForLater);
  if (isRefused(saved)) return saved;
  return [
    ...lines,
    ...saved,
    ...codes.map((code): CartEvent => ({ type: 'CouponApplied', code })),
    ...mergedDelivery(cart, from),
    { type: 'GuestCartMerged', from: from.cartId },
  ];
};
