import {
  add,
  defined,
  equals,
  sum,
  times,
  zero,
  type CheckoutId,
  type Currency,
  type Money,
  type ProductId,
  type SellerId,
  type UserId,
  type VariantId,
} from '@marketplace/kernel';
import { currencyOf, type Cart, type CartLine, type CartLineId } from './cart';
import { isForSale, listingIn, warningsOf, type Listing, type Listings, type Warning } from './listing';

export type EstimatedLine = {
  readonly id: CartLineId;
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly total: Money;
  readonly warnings: readonly Warning[];
};

/** The parcel of one seller. Its weight and value determine the price of delivery. */
export type Parcel = { readonly sellerId: SellerId; readonly weightGrams: number; readonly value: Money };

export type PricedLine = {
  readonly lineId: CartLineId;
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly sellerId: SellerId;
  readonly quantity: number;
  readonly unitPrice: Money;
};

/** The data for calculating discounts: the buyer (none for guests), the lines with prices, and the codes. */
export type Pricing = {
  readonly buyerId?: UserId;
  readonly currency?: Currency;
  readonly couponCodes: readonly string[];
  readonly lines: readonly PricedLine[];
  /** The checkout that locks the cart; its discounts are already reserved. */
  readonly checkoutId?: CheckoutId;
};

/** The current price of a cart. An empty cart has no currency and no subtotal. */
export type Estimate = {
  readonly lines: readonly EstimatedLine[];
  readonly saved: readonly EstimatedLine[];
  readonly subtotal?: Money;
  readonly parcels: readonly Parcel[];
  readonly pricing: Pricing;
};

const estimateLine = (cart: Cart, line: CartLine, listings: Listings): EstimatedLine => {
  const listing = listingIn(listings, line.variantId, line.referencePrice.currency);
  const isCurrent = cart.status === 'OPEN' && listing?.price.currency === line.referencePrice.currency;
  const { id, variantId, productId, quantity } = line;
  const unitPrice = isCurrent ? listing.price : line.referencePrice;
  // In checkout, prices and lines are fixed, so warnings do not apply.
  const warnings = cart.status === 'OPEN' ? warningsOf(line, listing) : [];
  return { id, variantId, productId, quantity, unitPrice, total: times(unitPrice, quantity), warnings };
};

/** A purchasable line with its listing. Lines in checkout stay purchasable, even if their listing has changed. */
type Buyable = { readonly line: EstimatedLine; readonly listing: Listing };

const buyableLines = (cart: Cart, lines: readonly EstimatedLine[], listings: Listings): readonly Buyable[] =>
  lines.flatMap((line) => {
    const listing = listingIn(listings, line.variantId, line.unitPrice.currency);
    const isBuyable = listing !== undefined && (cart.status !== 'OPEN' || isForSale(listing, line.unitPrice.currency));
    return isBuyable ? [{ line, listing }] : [];
  });

const parcelsOf = (lines: readonly Buyable[]): readonly Parcel[] => {
  const parcels = new Map<SellerId, Parcel>();
  for (const { line, listing } of lines) {
    const { sellerId } = listing;
    const { weightGrams, value } = parcels.get(sellerId) ?? { weightGrams: 0, value: zero(line.total.currency) };
    parcels.set(sellerId, { sellerId, weightGrams: weightGrams + listing.weightGrams * line.quantity, value: add(value, line.total) });
  }
  return [...parcels.values()];
};

const pricingOf = (cart: Cart, lines: readonly Buyable[]): Pricing => {
  const currency = currencyOf(cart);
  return {
    ...defined({
      buyerId: cart.owner.kind === 'user' ? cart.owner.userId : undefined,
      currency,
      checkoutId: 'checkoutId' in cart ? cart.checkoutId : undefined,
    }),
    couponCodes: cart.couponCodes,
    lines: lines.map(({ line: { id, variantId, productId, quantity, unitPrice }, listing: { sellerId } }) => ({
      lineId: id,
      variantId,
      productId,
      sellerId,
      quantity,
      unitPrice,
    })),
  };
};

/** Prices an open cart from the current catalogue, and a locked cart from the agreed prices. */
export const estimateOf = (cart: Cart, listings: Listings): Estimate => {
  const lines = cart.lines.map((line) => estimateLine(cart, line, listings));
  const saved = cart.saved.map((line) => estimateLine({ ...cart, status: 'OPEN' }, line, listings));
  const buyable = buyableLines(cart, lines, listings);
  const currency = currencyOf(cart);
  const totals = lines.map((line) => line.total);
  return {
    lines,
    saved,
    ...defined({ subtotal: currency && sum(totals, currency) }),
    parcels: parcelsOf(buyable),
    pricing: pricingOf(cart, buyable),
  };
};

/** The value of the purchasable lines; undefined if there are none. */
export const valueOf = (cart: Cart, listings: Listings): { readonly lineCount: number; readonly value: Money } | undefined => {
  const { pricing } = estimateOf(cart, listings);
  const { currency, lines } = pricing;
  if (currency === undefined || lines.length === 0) return undefined;
  const totals = lines.map(({ unitPrice, quantity }) => times(unitPrice, quantity));
  return { lineCount: lines.length, value: sum(totals, currency) };
};

/** The lines of an open cart whose price differs from the last displayed price, with the current price. */
export const linesToRecord = (cart: Cart, listings: Listings): readonly CartLine[] =>
  cart.status !== 'OPEN'
    ? []
    : cart.lines.flatMap((line) => {
        const price = listingIn(listings, line.variantId, line.referencePrice.currency)?.price;
        const hasChanged = price?.currency === line.referencePrice.currency && !equals(price, line.displayedPrice);
        return hasChanged ? [{ ...line, displayedPrice: price }] : [];
      });
