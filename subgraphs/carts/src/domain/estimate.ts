import {
  add,
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
import { isForSale, listedIn, warningsOf, type Listing, type Listings, type Warning } from './listing';

export type EstimatedLine = {
  readonly id: CartLineId;
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly total: Money;
  readonly warnings: readonly Warning[];
};

/** What one seller would send: its weight and value decide what delivery costs. */
export type Parcel = { readonly sellerId: SellerId; readonly weightGrams: number; readonly value: Money };

export type PricedLine = {
  readonly lineId: CartLineId;
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly sellerId: SellerId;
  readonly quantity: number;
  readonly unitPrice: Money;
};

/** What discounts are made from: who buys, what, at which prices, with which codes. A guest is nobody yet. */
export type Pricing = {
  readonly buyerId?: UserId;
  readonly currency?: Currency;
  readonly couponCodes: readonly string[];
  readonly lines: readonly PricedLine[];
  /** The checkout that the cart is in, which has its discounts already. */
  readonly checkoutId?: CheckoutId;
};

/** What a cart would cost now. An empty cart has no currency and so no subtotal. */
export type Estimate = {
  readonly lines: readonly EstimatedLine[];
  readonly saved: readonly EstimatedLine[];
  readonly subtotal?: Money;
  readonly parcels: readonly Parcel[];
  readonly pricing: Pricing;
};

const estimateLine = (cart: Cart, line: CartLine, listings: Listings): EstimatedLine => {
  const listing = listedIn(listings, line.variantId, line.seenPrice.currency);
  const isCurrent = cart.status === 'OPEN' && listing?.price.currency === line.seenPrice.currency;
  const { id, variantId, productId, quantity } = line;
  const unitPrice = isCurrent ? listing.price : line.seenPrice;
  // In a checkout prices and lines hold; a warning would tell of something that does not concern the buyer any more.
  const warnings = cart.status === 'OPEN' ? warningsOf(line, listing) : [];
  return { id, variantId, productId, quantity, unitPrice, total: times(unitPrice, quantity), warnings };
};

/** A line with its listing, where it can be bought; what is in checkout can, whatever has become of its listing. */
type Buyable = { readonly line: EstimatedLine; readonly listing: Listing };

const buyableLines = (cart: Cart, lines: readonly EstimatedLine[], listings: Listings): readonly Buyable[] =>
  lines.flatMap((line) => {
    const listing = listedIn(listings, line.variantId, line.unitPrice.currency);
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
    ...(cart.owner.kind === 'user' ? { buyerId: cart.owner.userId } : {}),
    ...(currency === undefined ? {} : { currency }),
    couponCodes: cart.couponCodes,
    lines: lines.map(({ line: { id, variantId, productId, quantity, unitPrice }, listing: { sellerId } }) => ({
      lineId: id,
      variantId,
      productId,
      sellerId,
      quantity,
      unitPrice,
    })),
    ...('checkoutId' in cart ? { checkoutId: cart.checkoutId } : {}),
  };
};

/** Prices an open cart from the catalogue of today, a frozen one from what was agreed to when its checkout began. */
export const estimateOf = (cart: Cart, listings: Listings): Estimate => {
  const lines = cart.lines.map((line) => estimateLine(cart, line, listings));
  const saved = cart.saved.map((line) => estimateLine({ ...cart, status: 'OPEN' }, line, listings));
  const buyable = buyableLines(cart, lines, listings);
  const currency = currencyOf(cart);
  const totals = lines.map((line) => line.total);
  return {
    lines,
    saved,
    ...(currency === undefined ? {} : { subtotal: sum(totals, currency) }),
    parcels: parcelsOf(buyable),
    pricing: pricingOf(cart, buyable),
  };
};

/** What the goods that can be bought would cost now; nothing is worth nothing. */
export const valueOf = (cart: Cart, listings: Listings): { readonly lineCount: number; readonly value: Money } | undefined => {
  const { pricing } = estimateOf(cart, listings);
  const { currency, lines } = pricing;
  if (currency === undefined || lines.length === 0) return undefined;
  const totals = lines.map(({ unitPrice, quantity }) => times(unitPrice, quantity));
  return { lineCount: lines.length, value: sum(totals, currency) };
};

/** The lines of an open cart whose price has moved since it was last shown, with the price that is shown now. */
export const newlyShown = (cart: Cart, listings: Listings): readonly CartLine[] =>
  cart.status !== 'OPEN'
    ? []
    : cart.lines.flatMap((line) => {
        const price = listedIn(listings, line.variantId, line.seenPrice.currency)?.price;
        const isNews = price?.currency === line.seenPrice.currency && !equals(price, line.shownPrice);
        return isNews ? [{ ...line, shownPrice: price }] : [];
      });
