import {
  isRefused,
  refuse,
  type CartId,
  type CheckoutId,
  type Decision,
  type Refusal,
  type UserId,
  type VariantId,
} from '@marketplace/kernel';
import { currencyOf, evolve, type Cart, type CartEvent, type CartLine, type CartLineId, type FrozenLine } from './cart';
import { isForSale, type Listing, type Listings } from './listing';

export const maxQuantity = 999;
export const maxLines = 100;

/** The version that the caller believes the cart has, if it says so, and the one that it has. */
export type VersionCheck = { readonly expected?: number; readonly current: number };

/** A wish for a variant; the line id is used when the cart has no line of that variant yet. */
export type Addition = { readonly lineId: CartLineId; readonly variantId: VariantId; readonly quantity: number };

/** A new quantity for a line; 0 takes the line out. */
export type QuantityChange = { readonly lineId: CartLineId; readonly quantity: number };

export type CartCommand =
  | { readonly type: 'AddLines'; readonly lines: readonly Addition[]; readonly listings: Listings; readonly version: VersionCheck }
  | {
      readonly type: 'ChangeQuantities';
      readonly lines: readonly QuantityChange[];
      readonly listings: Listings;
      readonly version: VersionCheck;
    }
  | { readonly type: 'RemoveLines'; readonly lineIds: readonly CartLineId[]; readonly version: VersionCheck }
  | { readonly type: 'TakeOverLines'; readonly lines: readonly CartLine[] }
  | { readonly type: 'MergeInto'; readonly into: CartId }
  | {
      readonly type: 'FreezeCart';
      readonly checkoutId: CheckoutId;
      readonly buyerId: UserId;
      readonly listings: Listings;
      readonly version: VersionCheck;
    }
  | { readonly type: 'UnfreezeCart'; readonly checkoutId: CheckoutId }
  | { readonly type: 'CloseCart'; readonly checkoutId: CheckoutId };

export type FreezeRejection = 'cart-not-found' | 'cart-in-checkout' | 'version-conflict' | 'cart-empty' | 'line-unavailable';

export type CartRejection =
  | 'cart-not-found'
  | 'cart-frozen'
  | 'version-conflict'
  | 'variant-not-found'
  | 'line-not-found'
  | 'invalid-quantity'
  | 'insufficient-stock'
  | 'cart-too-large'
  | 'currency-mismatch';

type ClientDecision = Decision<CartEvent, CartRejection>;
type FreezeDecision = Decision<CartEvent, FreezeRejection>;

const versionConflict = ({ expected, current }: VersionCheck): Refusal<'version-conflict'> | undefined =>
  expected === undefined || expected === current ? undefined : refuse('version-conflict', { currentVersion: current });

/** Only an open cart changes; one that is bought or merged is nobody's any more. */
const locked = (cart: Cart): Refusal<'cart-frozen' | 'cart-not-found'> | undefined => {
  switch (cart.status) {
    case 'OPEN':
      return undefined;
    case 'FROZEN':
      return refuse('cart-frozen');
    case 'CLOSED':
    case 'MERGED':
      return refuse('cart-not-found');
  }
};

/** Decides item after item, each on the cart that those before it make; the first refusal refuses them all. */
const inTurn = <Item>(
  cart: Cart,
  items: readonly Item[],
  decideOne: (cart: Cart, item: Item, position: number) => ClientDecision,
): ClientDecision => {
  let state = cart;
  const events: CartEvent[] = [];
  for (const [position, item] of items.entries()) {
    const decision = decideOne(state, item, position);
    if (isRefused(decision)) return decision;
    events.push(...decision);
    state = decision.reduce(evolve, state);
  }
  return events;
};

const pathTo = (position: number, field: string): { readonly path: readonly string[] } => ({ path: ['lines', position.toString(), field] });

const isWithin = (quantity: number, least: number): boolean => Number.isInteger(quantity) && quantity >= least && quantity <= maxQuantity;

/** An early warning from carts' own copy; what is promised is decided by inventory, at checkout. */
const shortage = (listing: Listing, quantity: number, position: number): Refusal<'insufficient-stock'> | undefined =>
  listing.available === undefined || quantity <= listing.available
    ? undefined
    : refuse('insufficient-stock', { variantId: listing.variantId, available: listing.available, ...pathTo(position, 'quantity') });

const addLine =
  (listings: Listings) =>
  (cart: Cart, { lineId, variantId, quantity }: Addition, position: number): ClientDecision => {
    const listing = listings.get(variantId);
    const line = cart.lines.find((each) => each.variantId === variantId);
    const together = quantity + (line?.quantity ?? 0);
    if (!isWithin(quantity, 1) || !isWithin(together, 1)) return refuse('invalid-quantity', pathTo(position, 'quantity'));
    if (listing?.published !== true) return refuse('variant-not-found', pathTo(position, 'variantId'));
    if (!isForSale(listing, currencyOf(cart) ?? listing.price.currency)) return refuse('currency-mismatch', pathTo(position, 'variantId'));
    if (line === undefined && cart.lines.length >= maxLines) return refuse('cart-too-large');
    const set: CartLine = { id: line?.id ?? lineId, variantId, productId: listing.productId, quantity: together, seenPrice: listing.price };
    return shortage(listing, together, position) ?? [{ type: 'LineSet', line: set }];
  };

const changeQuantity =
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
    const listing = listings.get(line.variantId);
    if (!isForSale(listing, line.seenPrice.currency)) return refuse('variant-not-found', pathTo(position, 'lineId'));
    return shortage(listing, quantity, position) ?? [set];
  };

/** A line from a guest's cart: quantities add up to the most that a line holds, and the user's own line keeps its price. */
const takeOverLine = (cart: Cart, taken: CartLine): ClientDecision => {
  const line = cart.lines.find((each) => each.variantId === taken.variantId);
  const quantity = Math.min(maxQuantity, taken.quantity + (line?.quantity ?? 0));
  if (line !== undefined) return line.quantity === quantity ? [] : [{ type: 'LineSet', line: { ...line, quantity } }];
  if (taken.seenPrice.currency !== (currencyOf(cart) ?? taken.seenPrice.currency)) return refuse('currency-mismatch');
  return cart.lines.length >= maxLines ? refuse('cart-too-large') : [{ type: 'LineSet', line: taken }];
};

const removeLines = (cart: Cart, lineIds: readonly CartLineId[]): readonly CartEvent[] => {
  const wanted = new Set(lineIds);
  return cart.lines.filter((line) => wanted.has(line.id)).map((line) => ({ type: 'LineRemoved', lineId: line.id }));
};

const frozenLine = (line: CartLine, listing: Listing | undefined): readonly FrozenLine[] =>
  isForSale(listing, line.seenPrice.currency) ? [{ line, listing }] : [];

/** Prices are those of this moment, the ones that every read of the cart has shown since they changed. */
const freeze = (cart: Cart, command: Extract<CartCommand, { type: 'FreezeCart' }>): FreezeDecision => {
  const { checkoutId, buyerId, listings, version } = command;
  if (cart.owner.kind === 'guest' || cart.owner.userId !== buyerId) return refuse('cart-not-found');
  if (cart.status === 'CLOSED' || cart.status === 'MERGED') return refuse('cart-not-found');
  if (cart.status === 'FROZEN') return cart.checkoutId === checkoutId ? [] : refuse('cart-in-checkout');
  const conflict = versionConflict(version);
  if (conflict !== undefined) return conflict;
  if (cart.lines.length === 0) return refuse('cart-empty');
  const lines = cart.lines.flatMap((line) => frozenLine(line, listings.get(line.variantId)));
  return lines.length < cart.lines.length ? refuse('line-unavailable') : [{ type: 'CartFrozen', checkoutId, lines }];
};

const isFrozenBy = (cart: Cart, checkoutId: CheckoutId): boolean => cart.status === 'FROZEN' && cart.checkoutId === checkoutId;

/** What a command makes of a cart: facts, nothing when it was carried out before, or a refusal. */
export const decide = (command: CartCommand, cart: Cart): Decision<CartEvent, CartRejection | FreezeRejection> => {
  switch (command.type) {
    case 'AddLines':
      return locked(cart) ?? versionConflict(command.version) ?? inTurn(cart, command.lines, addLine(command.listings));
    case 'ChangeQuantities':
      return locked(cart) ?? versionConflict(command.version) ?? inTurn(cart, command.lines, changeQuantity(command.listings));
    case 'RemoveLines':
      return locked(cart) ?? versionConflict(command.version) ?? removeLines(cart, command.lineIds);
    case 'TakeOverLines':
      return locked(cart) ?? inTurn(cart, command.lines, takeOverLine);
    case 'MergeInto':
      return locked(cart) ?? [{ type: 'CartMerged', into: command.into }];
    case 'FreezeCart':
      return freeze(cart, command);
    case 'UnfreezeCart':
      return isFrozenBy(cart, command.checkoutId) ? [{ type: 'CartUnfrozen', checkoutId: command.checkoutId }] : [];
    case 'CloseCart':
      return isFrozenBy(cart, command.checkoutId) ? [{ type: 'CartClosed', checkoutId: command.checkoutId }] : [];
  }
};
