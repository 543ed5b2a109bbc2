import type { CartId, CheckoutId, Currency, Id, Money, ProductId, UserId, VariantId } from '@marketplace/kernel';
import type { Listing } from './listing';

export type CartLineId = Id<'CartLine'>;

/** Whose cart it is. Of a guest's token only the hash is known: who reads the table cannot take over a cart. */
export type Owner = { readonly kind: 'user'; readonly userId: UserId } | { readonly kind: 'guest'; readonly tokenHash: string };

/** One variant in a cart. */
export type CartLine = {
  readonly id: CartLineId;
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly quantity: number;
  /** What it cost when it was added, or what was agreed to by checking out: later prices are compared with it. */
  readonly seenPrice: Money;
  /** What it cost when the buyer last looked; a checkout charges no more than that. In the currency of the seen price. */
  readonly shownPrice: Money;
};

/** Where to, and how; without a country, and for a seller without an option, whoever reads it takes what is usual. */
export type DeliveryChoice = { readonly countryCode?: string; readonly shippingOptionIds: readonly string[] };

type Contents = {
  readonly id: CartId;
  readonly owner: Owner;
  readonly lines: readonly CartLine[];
  /** Put aside for later: not priced, not bought. */
  readonly saved: readonly CartLine[];
  /** In the order in which they were applied; what they are worth, promotions decides. */
  readonly couponCodes: readonly string[];
  readonly delivery: DeliveryChoice;
};

export type Cart =
  | (Contents & { readonly status: 'OPEN' })
  /** In this checkout; nobody changes it until the checkout has ended. */
  | (Contents & { readonly status: 'FROZEN'; readonly checkoutId: CheckoutId })
  /** Paid for by this checkout. */
  | (Contents & { readonly status: 'CLOSED'; readonly checkoutId: CheckoutId })
  /** A guest's cart whose contents went into the cart of the user who logged in. */
  | (Contents & { readonly status: 'MERGED'; readonly into: CartId });

/** A line at the moment of freezing, with the listing that fixes its price. */
export type FrozenLine = { readonly line: CartLine; readonly listing: Listing };

export type CartEvent =
  | { readonly type: 'LineSet'; readonly line: CartLine }
  | { readonly type: 'LineRemoved'; readonly lineId: CartLineId }
  | { readonly type: 'SavedLineSet'; readonly line: CartLine }
  | { readonly type: 'SavedLineRemoved'; readonly lineId: CartLineId }
  | { readonly type: 'CouponApplied'; readonly code: string }
  | { readonly type: 'CouponRemoved'; readonly code: string }
  | { readonly type: 'DeliveryChosen'; readonly delivery: DeliveryChoice }
  /** The end of a merge, also of one that found nothing to take over: a cart that begins with it may be empty. */
  | { readonly type: 'GuestCartTakenOver'; readonly from: CartId }
  | { readonly type: 'CartMerged'; readonly into: CartId }
  | { readonly type: 'CartFrozen'; readonly checkoutId: CheckoutId; readonly lines: readonly FrozenLine[] }
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

/** The one currency of the cart's lines; an empty cart takes the currency of what comes first. */
export const currencyOf = (cart: Cart): Currency | undefined => cart.lines[0]?.seenPrice.currency;

/** Ids grow with time, so that a line that comes back stands again where it stood. */
const inOrder = (lines: readonly CartLine[]): readonly CartLine[] => [...lines].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

const withLine = (lines: readonly CartLine[], line: CartLine): readonly CartLine[] =>
  lines.some((each) => each.id === line.id) ? lines.map((each) => (each.id === line.id ? line : each)) : inOrder([...lines, line]);

const withoutLine = (lines: readonly CartLine[], id: CartLineId): readonly CartLine[] => lines.filter((line) => line.id !== id);

/** Whoever starts a checkout agrees to the price of that moment; from then on it is the seen one. */
const agreed = ({ line, listing: { price } }: FrozenLine): CartLine => ({ ...line, seenPrice: price, shownPrice: price });

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
    case 'GuestCartTakenOver':
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
