import { compare, refuse, type CheckoutId } from '@marketplace/kernel';
import type { Cart, CartEvent, CartLine, FrozenLine } from './cart';
import { versionConflict, type Bought, type CheckoutCommand, type FreezeDecision } from './commands';
import { isForSale, listedIn, type Listing } from './listing';

const frozenLine = (line: CartLine, listing: Listing | undefined): readonly FrozenLine[] =>
  isForSale(listing, line.seenPrice.currency) ? [{ line, listing }] : [];

const isDearer = ({ line, listing }: FrozenLine): boolean => compare(listing.price, line.shownPrice) > 0;

/** Prices are those of this moment; where one is higher than what the buyer was shown last, the buyer looks again first. */
export const freeze = (cart: Cart, command: Extract<CheckoutCommand, { type: 'FreezeCart' }>): FreezeDecision => {
  const { checkoutId, buyerId, listings, version } = command;
  if (cart.owner.kind === 'guest' || cart.owner.userId !== buyerId) return refuse('cart-not-found');
  if (cart.status === 'CLOSED' || cart.status === 'MERGED') return refuse('cart-not-found');
  if (cart.status === 'FROZEN') return cart.checkoutId === checkoutId ? [] : refuse('cart-in-checkout');
  const conflict = versionConflict(version);
  if (conflict !== undefined) return conflict;
  if (cart.lines.length === 0) return refuse('cart-empty');
  const lines = cart.lines.flatMap((line) => frozenLine(line, listedIn(listings, line.variantId, line.seenPrice.currency)));
  if (lines.length < cart.lines.length) return refuse('line-unavailable');
  return lines.some(isDearer) ? refuse('price-changed') : [{ type: 'CartFrozen', checkoutId, lines }];
};

export const isFrozenBy = (cart: Cart, checkoutId: CheckoutId): boolean => cart.status === 'FROZEN' && cart.checkoutId === checkoutId;

/** What a cart that goes into checkout holds: this much is bought if it is ever paid for. */
export const boughtFrom = ({ lines, couponCodes }: Cart): Bought => ({
  lines: lines.map(({ variantId, quantity }) => ({ variantId, quantity })),
  couponCodes,
});

/** What came into the cart since stays; in another checkout nothing changes any more. */
export const takeOutBought = (cart: Cart, { lines, couponCodes }: Bought): readonly CartEvent[] => {
  if (cart.status !== 'OPEN') return [];
  const bought = new Map(lines.map(({ variantId, quantity }) => [variantId, quantity]));
  const taken = cart.lines.flatMap((line): readonly CartEvent[] => {
    const pieces = bought.get(line.variantId);
    if (pieces === undefined) return [];
    const quantity = line.quantity - pieces;
    return quantity > 0 ? [{ type: 'LineSet', line: { ...line, quantity } }] : [{ type: 'LineRemoved', lineId: line.id }];
  });
  const used = couponCodes.filter((code) => cart.couponCodes.includes(code));
  return [...taken, ...used.map((code): CartEvent => ({ type: 'CouponRemoved', code }))];
};
