import { compare, refuse, type CheckoutId } from '@marketplace/kernel';
import type { Cart, CartEvent, CartLine, LockedLine } from './cart';
import { versionConflict, type Purchase, type CheckoutCommand, type LockDecision } from './commands';
import { isForSale, listingIn, type Listing } from './listing';

const lockedLine = (line: CartLine, listing: Listing | undefined): readonly LockedLine[] =>
  isForSale(listing, line.referencePrice.currency) ? [{ line, listing }] : [];

const isMoreExpensive = ({ line, listing }: LockedLine): boolean => compare(listing.price, line.displayedPrice) > 0;

/** Locks the cart at the current prices. Refuses if a price is higher than the last displayed price. */
export const lockForCheckout = (cart: Cart, command: Extract<CheckoutCommand, { type: 'LockCart' }>): LockDecision => {
  const { checkoutId, buyerId, listings, version } = command;
  if (cart.owner.kind === 'guest' || cart.owner.userId !== buyerId) return refuse('cart-not-found');
  if (cart.status === 'CLOSED' || cart.status === 'MERGED') return refuse('cart-not-found');
  if (cart.status === 'FROZEN') return cart.checkoutId === checkoutId ? [] : refuse('cart-in-checkout');
  const conflict = versionConflict(version);
  if (conflict !== undefined) return conflict;
  if (cart.lines.length === 0) return refuse('cart-empty');
  const lines = cart.lines.flatMap((line) => lockedLine(line, listingIn(listings, line.variantId, line.referencePrice.currency)));
  if (lines.length < cart.lines.length) return refuse('line-unavailable');
  return lines.some(isMoreExpensive) ? refuse('price-changed') : [{ type: 'CartFrozen', checkoutId, lines }];
};

export const isLockedBy = (cart: Cart, checkoutId: CheckoutId): boolean => cart.status === 'FROZEN' && cart.checkoutId === checkoutId;

/** The units and coupons of a cart in checkout. */
export const purchaseFrom = ({ lines, couponCodes }: Cart): Purchase => ({
  lines: lines.map(({ variantId, quantity }) => ({ variantId, quantity })),
  couponCodes,
});

/** Removes the purchase from the cart. Later additions stay. Does nothing while another checkout locks the cart. */
export const removePurchased = (cart: Cart, { lines, couponCodes }: Purchase): readonly CartEvent[] => {
  if (cart.status !== 'OPEN') return [];
  const purchased = new Map(lines.map(({ variantId, quantity }) => [variantId, quantity]));
  const lineEvents = cart.lines.flatMap((line): readonly CartEvent[] => {
    const units = purchased.get(line.variantId);
    if (units === undefined) return [];
    const quantity = line.quantity - units;
    return quantity > 0 ? [{ type: 'LineSet', line: { ...line, quantity } }] : [{ type: 'LineRemoved', lineId: line.id }];
  });
  const used = couponCodes.filter((code) => cart.couponCodes.includes(code));
  return [...lineEvents, ...used.map((code): CartEvent => ({ type: 'CouponRemoved', code }))];
};
