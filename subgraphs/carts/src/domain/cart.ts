import type { CartId, CheckoutId, Currency, Id, Money, ProductId, UserId, VariantId } from '@marketplace/kernel';
import type { Listing } from './listing';

export type CartLineId = Id<'CartLine'>;

/** The owner of a cart. Only the hash of a guest's token is stored, so reading the table does not give access to carts. */
export type Owner = { readonly kind: 'user'; readonly userId: UserId } | { readonly kind: 'guest'; readonly tokenHash: string };

/** One variant in a cart. */
export type CartLine = {
  readonly id: CartLineId;
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly quantity: number;
  /** The price when the line was added, or the price agreed at checkout. Price changes are measured against it. */
  readonly referencePrice: Money;
  /** The last price displayed to the buyer. A checkout never charges more. In the currency of the reference price. */
  readonly displayedPrice: Money;
};

/** The destination and shipping options. Defaults apply without a country, and for sellers without an option. */
export type DeliveryChoice = { readonly countryCode?: string; readonly shippingOptionIds: readonly string[] };

type Contents = {
  readonly id: CartId;
  readonly owner: Owner;
  readonly lines: readonly CartLine[];
  /** Lines saved for later: not part of totals or checkouts. */
  readonly saved: readonly CartLine[];
  /** In the order in which they were applied. Promotions determines their value. */
  readonly couponCodes: readonly string[];
  readonly delivery: DeliveryChoice;
};

export type Cart =
  | (Contents & { readonly status: 'OPEN' })
  /** Locked by this checkout until it has ended. */
  | (Contents & { readonly status: 'FROZEN'; readonly checkoutId: CheckoutId })
  /** Bought by this checkout. */
  | (Contents & { readonly status: 'CLOSED'; readonly checkoutId: CheckoutId })
  /** A guest cart merged into the cart of the user who logged in. */
  | (Contents & { readonly status: 'MERGED'; readonly into: CartId });

/** A line when the cart is locked, with the listing that fixes its price. */
export type LockedLine = { readonly line: CartLine; readonly listing: Listing };

export type CartEvent =
  | { readonly type: 'LineSet'; readonly line: CartLine }
  | { readonly type: 'LineRemoved'; readonly lineId: CartLineId }
  | { readonly type: 'SavedLineSet'; readonly line: CartLine }
  | { readonly type: 'SavedLineRemoved'; readonly lineId: CartLineId }
  | { readonly type: 'CouponApplied'; readonly code: string }
  | { readonly type: 'CouponRemoved'; readonly code: string }
  | { readonly type: 'DeliveryChosen'; readonly delivery: DeliveryChoice }
  /** Ends a merge, even of an empty guest cart. A cart that starts with it can be empty. */
  | { readonly type: 'GuestCartMerged'; readonly from: CartId }
  | { readonly type: 'CartMerged'; readonly into: CartId }
  | { readonly type: 'CartFrozen'; readonly checkoutId: CheckoutId; readonly lines: readonly LockedLine[] }
  | { readonly type: 'CartUnfrozen'; readonly checkoutId: CheckoutId }
  | { readonly type: 'CartClosed'; readonly checkoutId: CheckoutId };

export const emptyCart = (id: CartId, owner: Owner): Cart => ({
  id,
  owner,
  lines: [],
  saved: [],
  couponCodes: [],
  delivery: { shippingOptionIds: [] },
  status: 'OPEN',
});

/** The currency of the cart's lines. An empty cart has none: the first line sets it. */
export const currencyOf = (cart: Cart): Currency | undefined => cart.lines[0]?.referencePrice.currency;

/** Sorts lines by id. Ids increase over time, so a line that comes back keeps its position. */
const inOrder = (lines: readonly CartLine[]): readonly CartLine[] => [...lines].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

const withLine = (lines: readonly CartLine[], line: CartLine): readonly CartLine[] =>
  lines.some((each) => each.id === line.id) ? lines.map((each) => (each.id === line.id ? line : each)) : inOrder([...lines, line]);

const withoutLine = (lines: readonly CartLine[], id: CartLineId): readonly CartLine[] => lines.filter((line) => line.id !== id);

/** The line at the price agreed by starting a checkout. */
const agreed = ({ line, listing: { price } }: LockedLine): CartLine => ({ ...line, referencePrice: price, displayedPrice: price });

const contentsOf = ({ id, owner, lines, saved, couponCodes, delivery }: Cart): Contents => ({
  id,
  owner,
  lines,
  saved,
  couponCodes,
  delivery,
});

/** The state after something happened to a cart. */
export const evolve = (cart: Cart, event: CartEvent): Cart => {
  switch (event.type) {
    case 'LineSet':
      return { ...cart, lines: withLine(cart.lines, event.line) };
    case 'LineRemoved':
      return { ...cart, lines: withoutLine(cart.lines, event.lineId) };
    case 'SavedLineSet':
      return { ...cart, saved: withLine(cart.saved, event.line) };
    case 'SavedLineRemoved':
      return { ...cart, saved: withoutLine(cart.saved, event.lineId) };
    case 'CouponApplied':
      return { ...cart, couponCodes: [...cart.couponCodes, event.code] };
    case 'CouponRemoved':
      return { ...cart, couponCodes: cart.couponCodes.filter((code) => code !== event.code) };
    case 'DeliveryChosen':
      return { ...cart, delivery: event.delivery };
    case 'GuestCartMerged':
      return cart;
    case 'CartMerged':
      return { ...contentsOf(cart), status: 'MERGED', into: event.into };
    case 'CartFrozen':
      return { ...contentsOf(cart), lines: event.lines.map(agreed), status: 'FROZEN', checkoutId: event.checkoutId };
    case 'CartUnfrozen':
      return { ...contentsOf(cart), status: 'OPEN' };
    case 'CartClosed':
      return { ...contentsOf(cart), status: 'CLOSED', checkoutId: event.checkoutId };
  }
};
