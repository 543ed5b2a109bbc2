import { isRefused, refuse, type Currency, type Refusal } from '@marketplace/kernel';
import { currencyOf, type Cart, type CartEvent, type CartLine, type CartLineId } from './cart';
import type { Addition, ClientDecision, QuantityChange } from './commands';
import { isForSale, listedIn, type Listing, type Listings } from './listing';

export const maxQuantity = 999;

/** As many as are in the cart, and again as many that are saved. */
export const maxLines = 100;

const pathTo = (position: number, field: string): { readonly path: readonly string[] } => ({ path: ['lines', position.toString(), field] });

const isWithin = (quantity: number, least: number): boolean => Number.isInteger(quantity) && quantity >= least && quantity <= maxQuantity;

type Field = { readonly path: readonly string[] };

/** An early warning from carts' own copy; what is promised is decided by inventory, at checkout. */
const shortage = (listing: Listing, quantity: number, where: Field): Refusal<'insufficient-stock'> | undefined =>
  listing.available === undefined || quantity <= listing.available
    ? undefined
    : refuse('insufficient-stock', { variantId: listing.variantId, available: listing.available, ...where });

/** The currency is the one to begin an empty cart in. */
type Offer = {
  readonly listings: Listings;
  readonly currency?: Currency | undefined;
  readonly where: { readonly quantity: Field; readonly variant: Field };
};

const add = (cart: Cart, { lineId, variantId, quantity }: Addition, { listings, currency, where }: Offer): ClientDecision => {
  const wanted = currencyOf(cart) ?? currency;
  const listing = listedIn(listings, variantId, wanted);
  const line = cart.lines.find((each) => each.variantId === variantId);
  const together = quantity + (line?.quantity ?? 0);
  if (!isWithin(quantity, 1) || !isWithin(together, 1)) return refuse('invalid-quantity', where.quantity);
  if (listing?.published !== true) return refuse('variant-not-found', where.variant);
  if (!isForSale(listing, wanted ?? listing.price.currency) || (currency !== undefined && currency !== wanted))
    return refuse('currency-mismatch', where.variant);
  if (line === undefined && cart.lines.length >= maxLines) return refuse('cart-too-large');
  const { productId, price } = listing;
  const set: CartLine = { id: line?.id ?? lineId, variantId, productId, quantity: together, seenPrice: price, shownPrice: price };
  return shortage(listing, together, where.quantity) ?? [{ type: 'LineSet', line: set }];
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
    // Taking less is always allowed, also of what is short or no longer for sale.
    if (quantity < line.quantity) return [set];
    const listing = listedIn(listings, line.variantId, line.seenPrice.currency);
    if (!isForSale(listing, line.seenPrice.currency)) return refuse('variant-not-found', pathTo(position, 'lineId'));
    return shortage(listing, quantity, pathTo(position, 'quantity')) ?? [set];
  };

/** Takes lines out, wherever they are. */
export const removeLines = ({ lines, saved }: Cart, lineIds: readonly CartLineId[]): readonly CartEvent[] => {
  const wanted = new Set(lineIds);
  return [
    ...lines.filter(({ id }) => wanted.has(id)).map(({ id }): CartEvent => ({ type: 'LineRemoved', lineId: id })),
    ...saved.filter(({ id }) => wanted.has(id)).map(({ id }): CartEvent => ({ type: 'SavedLineRemoved', lineId: id })),
  ];
};

const lineIdAt = (position: number): Field => ({ path: ['lineIds', position.toString()] });

/** Puts pieces aside; those that are aside already become more, up to what a line holds. */
export const putAside = (cart: Cart, line: CartLine): ClientDecision => {
  const aside = cart.saved.find((each) => each.variantId === line.variantId);
  if (aside === undefined) return cart.saved.length >= maxLines ? refuse('cart-too-large') : [{ type: 'SavedLineSet', line }];
  const quantity = Math.min(maxQuantity, aside.quantity + line.quantity);
  return aside.quantity === quantity ? [] : [{ type: 'SavedLineSet', line: { ...aside, quantity } }];
};

/** Moves a line from the cart to what is saved; one that is saved already stays where it is. */
export const saveLine = (cart: Cart, lineId: CartLineId, position: number): ClientDecision => {
  const line = cart.lines.find((each) => each.id === lineId);
  if (line === undefined) return cart.saved.some((each) => each.id === lineId) ? [] : refuse('line-not-found', lineIdAt(position));
  const aside = putAside(cart, line);
  return isRefused(aside) ? aside : [{ type: 'LineRemoved', lineId }, ...aside];
};

/** Moves a saved line into the cart, as if it were added now; one that is in the cart already stays where it is. */
export const unsaveLine =
  (listings: Listings) =>
  (cart: Cart, lineId: CartLineId, position: number): ClientDecision => {
    const line = cart.saved.find((each) => each.id === lineId);
    const where = lineIdAt(position);
    if (line === undefined) return cart.lines.some((each) => each.id === lineId) ? [] : refuse('line-not-found', where);
    const { variantId, quantity, seenPrice } = line;
    // An empty cart goes on in the currency in which the line was put aside, as long as there is a price in it.
    const wanted = currencyOf(cart) ?? seenPrice.currency;
    const currency = listedIn(listings, variantId, wanted)?.price.currency;
    const offer = { listings, currency: currencyOf(cart) ?? currency, where: { quantity: where, variant: where } };
    const added = add(cart, { lineId, variantId, quantity }, offer);
    return isRefused(added) ? added : [{ type: 'SavedLineRemoved', lineId }, ...added];
  };
