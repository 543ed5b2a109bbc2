import type { CartId, CheckoutId, Currency, Id, Money, ProductId, UserId, VariantId } from '@marketplace/kernel';
import type { Listing } from './listing';

export type CartLineId = Id<'CartLine'>;

/** Whose cart it is. Of a guest's token only the hash is known: who reads the table cannot take over a cart. */
export type Owner = { readonly kind: 'user'; readonly userId: UserId } | { readonly kind: 'guest'; readonly tokenHash: string };

/** One variant in a cart. The seen price is the one that the buyer was shown when adding it, or agreed to by checking out. */
export type CartLine = {
  readonly id: CartLineId;
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly quantity: number;
  readonly seenPrice: Money;
};

type Contents = { readonly id: CartId; readonly owner: Owner; readonly lines: readonly CartLine[] };

export type Cart =
  | (Contents & { readonly status: 'OPEN' })
  /** In this checkout; nobody changes it until the checkout has ended. */
  | (Contents & { readonly status: 'FROZEN'; readonly checkoutId: CheckoutId })
  /** Paid for by this checkout. */
  | (Contents & { readonly status: 'CLOSED'; readonly checkoutId: CheckoutId })
  /** A guest's cart whose lines went into the cart of the user who logged in. */
  | (Contents & { readonly status: 'MERGED'; readonly into: CartId });

/** A line at the moment of freezing, with the listing that fixes its price. */
export type FrozenLine = { readonly line: CartLine; readonly listing: Listing };

export type CartEvent =
  | { readonly type: 'LineSet'; readonly line: CartLine }
  | { readonly type: 'LineRemoved'; readonly lineId: CartLineId }
  | { readonly type: 'CartMerged'; readonly into: CartId }
  | { readonly type: 'CartFrozen'; readonly checkoutId: CheckoutId; readonly lines: readonly FrozenLine[] }
  | { readonly type: 'CartUnfrozen'; readonly checkoutId: CheckoutId }
  | { readonly type: 'CartClosed'; readonly checkoutId: CheckoutId };

export const emptyCart = (id: CartId, owner: Owner): Cart => ({ id, owner, lines: [], status: 'OPEN' });

export const isSameOwner = (a: Owner, b: Owner): boolean =>
  a.kind === 'user' ? b.kind === 'user' && a.userId === b.userId : b.kind === 'guest' && a.tokenHash === b.tokenHash;

/** The one currency of the cart's lines; an empty cart takes the currency of what comes first. */
export const currencyOf = (cart: Cart): Currency | undefined => cart.lines[0]?.seenPrice.currency;

const withLine = (lines: readonly CartLine[], line: CartLine): readonly CartLine[] =>
  lines.some((each) => each.id === line.id) ? lines.map((each) => (each.id === line.id ? line : each)) : [...lines, line];

/** The state after something happened to a cart. */
export const evolve = (cart: Cart, event: CartEvent): Cart => {
  const { id, owner, lines } = cart;
  switch (event.type) {
    case 'LineSet':
      return { ...cart, lines: withLine(lines, event.line) };
    case 'LineRemoved':
      return { ...cart, lines: lines.filter((line) => line.id !== event.lineId) };
    case 'CartMerged':
      return { id, owner, lines, status: 'MERGED', into: event.into };
    case 'CartFrozen': {
      // Whoever starts a checkout agrees to the price of that moment; from now on it is the seen one.
      const agreed = event.lines.map(({ line, listing }) => ({ ...line, seenPrice: listing.price }));
      return { id, owner, lines: agreed, status: 'FROZEN', checkoutId: event.checkoutId };
    }
    case 'CartUnfrozen':
      return { id, owner, lines, status: 'OPEN' };
    case 'CartClosed':
      return { id, owner, lines, status: 'CLOSED', checkoutId: event.checkoutId };
  }
};
