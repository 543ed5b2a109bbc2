import { add, sum, times, zero, type Currency, type Money, type SellerId, type VariantId } from '@marketplace/kernel';
import { currencyOf, type Cart, type CartLine, type CartLineId } from './cart';
import { isForSale, warningsOf, type Listing, type Listings, type Warning } from './listing';

export type EstimatedLine = {
  readonly id: CartLineId;
  readonly variantId: VariantId;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly total: Money;
  readonly warnings: readonly Warning[];
};

/** What one seller would send: its weight and value decide what delivery costs. */
export type Parcel = { readonly sellerId: SellerId; readonly weightGrams: number; readonly value: Money };

/** What a cart would cost now. An empty cart has no currency and so no total. */
export type Estimate = { readonly lines: readonly EstimatedLine[]; readonly total?: Money; readonly parcels: readonly Parcel[] };

const estimateLine = (cart: Cart, line: CartLine, listing: Listing | undefined): EstimatedLine => {
  const isCurrent = cart.status === 'OPEN' && listing?.price.currency === line.seenPrice.currency;
  const unitPrice = isCurrent ? listing.price : line.seenPrice;
  // In a checkout prices and lines hold; a warning would tell of something that does not concern the buyer any more.
  const warnings = cart.status === 'OPEN' ? warningsOf(line, listing) : [];
  return { id: line.id, variantId: line.variantId, quantity: line.quantity, unitPrice, total: times(unitPrice, line.quantity), warnings };
};

const parcelsOf = (lines: readonly EstimatedLine[], listings: Listings, currency: Currency): readonly Parcel[] => {
  const parcels = new Map<SellerId, Parcel>();
  for (const line of lines) {
    const listing = listings.get(line.variantId);
    if (!isForSale(listing, currency)) continue;
    const { sellerId } = listing;
    const { weightGrams, value } = parcels.get(sellerId) ?? { weightGrams: 0, value: zero(currency) };
    parcels.set(sellerId, { sellerId, weightGrams: weightGrams + listing.weightGrams * line.quantity, value: add(value, line.total) });
  }
  return [...parcels.values()];
};

/** Prices an open cart from the catalogue of today, a frozen one from what was agreed to when its checkout began. */
export const estimateOf = (cart: Cart, listings: Listings): Estimate => {
  const lines = cart.lines.map((line) => estimateLine(cart, line, listings.get(line.variantId)));
  const currency = currencyOf(cart);
  if (currency === undefined) return { lines, parcels: [] };
  return {
    lines,
    parcels: parcelsOf(lines, listings, currency),
    total: sum(
      lines.map((line) => line.total),
      currency,
    ),
  };
};
