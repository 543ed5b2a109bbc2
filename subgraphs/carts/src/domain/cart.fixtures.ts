import { currency, idOf, money, type Money, type VariantId } from '@marketplace/kernel';
import { emptyCart, evolve, type Cart, type CartEvent, type CartLine } from './cart';
import { decide } from './decide';
import type { Listing, Listings } from './listing';

export const buyerId = idOf<'User'>('buyer');
export const checkoutId = idOf<'Checkout'>('checkout');

export const usd = (cents: number): Money => money(BigInt(cents), currency('USD'));
export const eur = (cents: number): Money => money(BigInt(cents), currency('EUR'));

const variantOf = (name: string): VariantId => idOf(name);

/** A published variant at 10 USD. */
export const listed = (name: string, about: Partial<Listing> = {}): Listing => ({
  variantId: variantOf(name),
  productId: idOf(`product-of-${name}`),
  sellerId: idOf('seller'),
  sku: name.toUpperCase(),
  title: name,
  options: [],
  price: usd(1_000),
  weightGrams: 500,
  published: true,
  ...about,
});

export const catalogue = (...listings: readonly Listing[]): Listings => new Map(listings.map((listing) => [listing.variantId, listing]));

/** A line whose displayed price is its reference price unless given. */
export const line = (
  name: string,
  { referencePrice = usd(1_000), displayedPrice = referencePrice, ...about }: Partial<CartLine> = {},
): CartLine => ({
  id: idOf(`line-of-${name}`),
  variantId: variantOf(name),
  productId: idOf(`product-of-${name}`),
  quantity: 1,
  referencePrice,
  displayedPrice,
  ...about,
});

export const holding = (name: string, about: Partial<CartLine> = {}): CartEvent => ({ type: 'LineSet', line: line(name, about) });

export const keeping = (name: string, about: Partial<CartLine> = {}): CartEvent => ({ type: 'SavedLineSet', line: line(name, about) });

export const buyersCart: Cart = emptyCart(idOf('cart'), { kind: 'user', userId: buyerId });

export const guestsCart: Cart = emptyCart(idOf('cart'), { kind: 'guest', tokenHash: 'hash' });

export const cartDecider = { initial: buyersCart, decide, evolve };
