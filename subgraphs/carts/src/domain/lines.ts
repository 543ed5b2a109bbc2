import { isRefused, refuse, type Currency, type Refusal } from '@marketplace/kernel';
import { currencyOf, type Cart, type CartEvent, type CartLine, type CartLineId } from './cart';
import type { Addition, ClientDecision, QuantityChange } from './commands';
import { isForSale, listingIn, type Listing, type Listings } from './listing';

export const maxQuantity = 999;

/** The maximum number of lines in the cart, and of saved lines. */
export const maxLines = 100;

const pathTo = (position: number, field: string): { readonly path: readonly string[] } => ({ path: ['lines', position.toString(), field] });

const isWithin = (quantity: number, least: number): boolean => Number.isInteger(quantity) && quantity >= least && quantity <= maxQuantity;

type Field = { readonly path: readonly string[] };

/** Refuses quantities above the stock in carts' copy. Inventory makes the final decision at checkout. */
const shortage = (listing: Listing, quantity: number, where: Field): Refusal<'insufficient-stock'> | undefined =>
  listing.available === undefined || quantity <= listing.available
    ? undefined
    : refuse('insufficient-stock', { variantId: listing.variantId, available: listing.available, ...where });

/** `currency`: the currency of an empty cart. */
type AddOptions = {
  readonly listings: Listings;
  readonly currency?: Currency | undefined;
  readonly where: { readonly quantity: Field; readonly variant: Field };
};

const add = (cart: Cart, { lineId, variantId, quantity }: Addition, { listings, currency, where }: AddOptions): ClientDecision => {
  const targetCurrency = currencyOf(cart) ?? currency;
  const listing = listingIn(listings, variantId, targetCurrency);
  const line = cart.lines.find((each) => each.variantId === variantId);
  const total = quantity + (line?.quantity ?? 0);
  if (!isWithin(quantity, 1) || !isWithin(total, 1)) return refuse('invalid-quantity', where.quantity);
  if (listing?.published !== true) return refuse('variant-not-found', where.variant);
  if (!isForSale(listing, targetCurrency ?? listing.price.currency) || (currency !== undefined && currency !== targetCurrency))
    return refuse('currency-mismatch', where.variant);
  if (line === undefined && cart.lines.length >= maxLines) return refuse('cart-too-large');
  const { productId, price } = listing;
  const set: CartLine = { id: line?.id ?? lineId, variantId, productId, quantity: total, referencePrice: price, displayedPrice: price };
  return shortage(listing, total, where.quantity) ?? [{ type: 'LineSet', line: set }];
};

export const addLine =
  (listings: Listings, currency?: Currency) =>
  (cart: Cart, addition: Addition, position: number): ClientDecision =>
    add(cart, addition, { listings, currency, where: { quantity: pathTo(position, 'quantity'), variant: pathTo(position, 'variantId') } });

export const changeQuantity =
  (listings: Listings) =>
  (cart: Cart, { lineId, quantity }: QuantityChange, position: number): ClientDecision => {
    const line = cart.lines.find((each) => each.id === lineId);
    if (!isWithin(quantity, 0)) return refuse('invalid-quantity', pathTo(position, 'quantity'));
    if (line === undefined) return refuse('line-not-found', pathTo(position, 'lineId'));
    if (quantity === line.quantity) return [];
    if (quantity === 0) return [{ type: 'LineRemoved', lineId }];
    const set: CartEvent = { type: 'LineSet', line: { ...line, quantity } };
    // A lower quantity is always allowed, even if the variant is out of stock or no longer for sale.
    if (quantity < line.quantity) return [set];
    const listing = listingIn(listings, line.variantId, line.referencePrice.currency);
    if (!isForSale(listing, line.referencePrice.currency)) return refuse('variant-not-found', pathTo(position, 'lineId'));
    return shortage(listing, quantity, pathTo(position, 'quantity')) ?? [set];
  };

/** Removes lines and saved lines. */
export const removeLines = ({ lines, saved }: Cart, lineIds: readonly CartLineId[]): readonly CartEvent[] => {
  const ids = new Set(lineIds);
  return [
    ...lines.filter(({ id }) => ids.has(id)).map(({ id }): CartEvent => ({ type: 'LineRemoved', lineId: id })),
    ...saved.filter(({ id }) => ids.has(id)).map(({ id }): CartEvent => ({ type: 'SavedLineRemoved', lineId: id })),
  ];
};

const lineIdAt = (position: number): Field => ({ path: ['lineIds', position.toString()] });

/** Saves a line for later. Adds to a saved line with the same variant, up to the maximum quantity. */
export const saveForLater = (cart: Cart, line: CartLine): ClientDecision => {
  const existing = cart.saved.find((each) => each.variantId === line.variantId);
  if (existing === undefined) return cart.saved.length >= maxLines ? refuse('cart-too-large') : [{ type: 'SavedLineSet', line }];
  const quantity = Math.min(maxQuantity, existing.quantity + line.quantity);
  return existing.quantity === quantity ? [] : [{ type: 'SavedLineSet', line: { ...existing, quantity } }];
};

/** Moves a line from the cart to the saved lines. A line that is already saved stays. */
export const saveLine = (cart: Cart, lineId: CartLineId, position: number): ClientDecision => {
  const line = cart.lines.find((each) => each.id === lineId);
  if (line === undefined) return cart.saved.some((each) => each.id === lineId) ? [] : refuse('line-not-found', lineIdAt(position));
  const saved = saveForLater(cart, line);
  return isRefused(saved) ? saved : [{ type: 'LineRemoved', lineId }, ...saved];
};

/** Moves a saved line into the cart, as if it were added now. A line that is already in the cart stays. */
export const unsaveLine =
  (listings: Listings) =>
  (cart: Cart, lineId: CartLineId, position: number): ClientDecision => {
    const line = cart.saved.find((each) => each.id === lineId);
    const where = lineIdAt(position);
    if (line === undefined) return cart.lines.some((each) => each.id === lineId) ? [] : refuse('line-not-found', where);
    const { variantId, quantity, referencePrice } = line;
    // An empty cart takes the currency of the saved line, if the variant still has a price in it.
    const targetCurrency = currencyOf(cart) ?? referencePrice.currency;
    const currency = listingIn(listings, variantId, targetCurrency)?.price.currency;
    const options = { listings, currency: currencyOf(cart) ?? currency, where: { quantity: where, variant: where } };
    const added = add(cart, { lineId, variantId, quantity }, options);
    return isRefused(added) ? added : [{ type: 'SavedLineRemoved', lineId }, ...added];
  };
