import { isRefused, refuse } from '@marketplace/kernel';
import { currencyOf, evolve, type Cart, type CartEvent, type CartLine } from './cart';
import { inTurn, type ClientDecision, type GuestContents } from './commands';
import { maxCoupons, mayTry } from './coupons';
import { maxLines, maxQuantity, putAside } from './lines';

/** Quantities add up to the most that a line holds, and the user's own line keeps its price. */
const takeOverLine = (cart: Cart, taken: CartLine): ClientDecision => {
  const line = cart.lines.find((each) => each.variantId === taken.variantId);
  const quantity = Math.min(maxQuantity, taken.quantity + (line?.quantity ?? 0));
  if (line !== undefined) return line.quantity === quantity ? [] : [{ type: 'LineSet', line: { ...line, quantity } }];
  if (taken.seenPrice.currency !== (currencyOf(cart) ?? taken.seenPrice.currency)) return refuse('currency-mismatch');
  return cart.lines.length >= maxLines ? refuse('cart-too-large') : [{ type: 'LineSet', line: taken }];
};

/** The user's own codes come first; of the guest's, as many as there is room for. */
const takenCodes = (cart: Cart, from: GuestContents): readonly string[] =>
  from.couponCodes.filter((code) => !cart.couponCodes.includes(code)).slice(0, maxCoupons - cart.couponCodes.length);

/** The user's own choice stands; a guest's fills the gap. */
const takenDelivery = ({ delivery: own }: Cart, { delivery: theirs }: GuestContents): readonly CartEvent[] =>
  own.countryCode !== undefined ||
  own.shippingOptionIds.length > 0 ||
  (theirs.countryCode === undefined && theirs.shippingOptionIds.length === 0)
    ? []
    : [{ type: 'DeliveryChosen', delivery: theirs }];

/**
 * Takes over all that a guest collected, or refuses. Codes count as tried: as a guest one learns nothing of them, so a cart
 * that is taken over must not be the way around the limit.
 */
export const takeOver = (cart: Cart, from: GuestContents, recentCodes: ReadonlySet<string>): ClientDecision => {
  const codes = takenCodes(cart, from);
  if (!mayTry(codes, recentCodes)) return refuse('too-many-attempts');
  const lines = inTurn(cart, from.lines, takeOverLine);
  if (isRefused(lines)) return lines;
  const saved = inTurn(lines.reduce(evolve, cart), from.saved, putAside);
  if (isRefused(saved)) return saved;
  return [
    ...lines,
    ...saved,
    ...codes.map((code): CartEvent => ({ type: 'CouponApplied', code })),
    ...takenDelivery(cart, from),
    { type: 'GuestCartTakenOver', from: from.cartId },
  ];
};
