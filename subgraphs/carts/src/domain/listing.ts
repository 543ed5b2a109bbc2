import { equals, type Currency, type Money, type ProductId, type SellerId, type VariantId } from '@marketplace/kernel';

/** A variant as the catalogue last described it to carts. Availability is unknown until inventory has spoken of it. */
export type Listing = {
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly sellerId: SellerId;
  readonly sku: string;
  readonly title: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly imageUrl?: string;
  /** In the currency that the product was priced in first. */
  readonly price: Money;
  /** What it costs in other currencies, each by a price of its own: nothing is converted. */
  readonly otherPrices?: readonly Money[];
  readonly weightGrams: number;
  readonly published: boolean;
  readonly available?: number;
};

export type Listings = ReadonlyMap<VariantId, Listing>;

/** From this many pieces down, buyers are told that little is left. */
export const lowStock = 5;

/** What a buyer should know of a line before paying for it. */
export type Warning =
  | { readonly code: 'PRICE_CHANGED'; readonly from: Money; readonly to: Money }
  | { readonly code: 'UNAVAILABLE' }
  | { readonly code: 'OUT_OF_STOCK' }
  | { readonly code: 'INSUFFICIENT_STOCK'; readonly available: number }
  | { readonly code: 'LOW_STOCK'; readonly available: number };

/** The listing with its price in the currency asked for, where it has one. */
export const listedIn = (listings: Listings, variantId: VariantId, currency: Currency | undefined): Listing | undefined => {
  const listing = listings.get(variantId);
  const price = listing?.otherPrices?.find((other) => other.currency === currency);
  return listing === undefined || price === undefined ? listing : { ...listing, price };
};

/** What has no price in the currency of a cart cannot be paid for together with the rest of it. */
export const isForSale = (listing: Listing | undefined, currency: Currency): listing is Listing =>
  listing?.published === true && listing.price.currency === currency;

const stockWarnings = (available: number | undefined, quantity: number): readonly Warning[] => {
  if (available === undefined) return [];
  if (available === 0) return [{ code: 'OUT_OF_STOCK' }];
  if (available < quantity) return [{ code: 'INSUFFICIENT_STOCK', available }];
  return available <= lowStock ? [{ code: 'LOW_STOCK', available }] : [];
};

type Wanted = { readonly quantity: number; readonly seenPrice: Money };

/** Compares a line with the catalogue of today. What cannot be bought at all needs no word about its price or stock. */
export const warningsOf = (line: Wanted, listing: Listing | undefined): readonly Warning[] => {
  if (!isForSale(listing, line.seenPrice.currency)) return [{ code: 'UNAVAILABLE' }];
  const price: readonly Warning[] = equals(listing.price, line.seenPrice)
    ? []
    : [{ code: 'PRICE_CHANGED', from: line.seenPrice, to: listing.price }];
  return [...price, ...stockWarnings(listing.available, line.quantity)];
};
