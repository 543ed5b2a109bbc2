import { equals, type Currency, type Money, type ProductId, type SellerId, type VariantId } from '@marketplace/kernel';

/** A variant in carts' copy of the catalogue. Availability is unknown until inventory has published it. */
export type Listing = {
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly sellerId: SellerId;
  readonly sku: string;
  readonly title: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly imageUrl?: string;
  /** In the base currency of the product. */
  readonly price: Money;
  /** Prices in other currencies, set by the seller. Nothing is converted. */
  readonly otherPrices?: readonly Money[];
  readonly weightGrams: number;
  readonly published: boolean;
  readonly available?: number;
};

export type Listings = ReadonlyMap<VariantId, Listing>;

/** The stock level at which buyers are warned. */
export const lowStock = 5;

/** A warning about a line for the buyer. */
export type Warning =
  | { readonly code: 'PRICE_CHANGED'; readonly from: Money; readonly to: Money }
  | { readonly code: 'UNAVAILABLE' }
  | { readonly code: 'OUT_OF_STOCK' }
  | { readonly code: 'INSUFFICIENT_STOCK'; readonly available: number }
  | { readonly code: 'LOW_STOCK'; readonly available: number };

/** The listing with its price in the requested currency, if it has one. */
export const listingIn = (listings: Listings, variantId: VariantId, currency: Currency | undefined): Listing | undefined => {
  const listing = listings.get(variantId);
  const price = listing?.otherPrices?.find((other) => other.currency === currency);
  return listing === undefined || price === undefined ? listing : { ...listing, price };
};

/** True when the variant is published and has a price in the currency. */
export const isForSale = (listing: Listing | undefined, currency: Currency): listing is Listing =>
  listing?.published === true && listing.price.currency === currency;

const stockWarnings = (available: number | undefined, quantity: number): readonly Warning[] => {
  if (available === undefined) return [];
  if (available === 0) return [{ code: 'OUT_OF_STOCK' }];
  if (available < quantity) return [{ code: 'INSUFFICIENT_STOCK', available }];
  return available <= lowStock ? [{ code: 'LOW_STOCK', available }] : [];
};

type PricedQuantity = { readonly quantity: number; readonly referencePrice: Money };

/** The warnings of a line compared with the current catalogue. An unavailable line has no other warnings. */
export const warningsOf = (line: PricedQuantity, listing: Listing | undefined): readonly Warning[] => {
  if (!isForSale(listing, line.referencePrice.currency)) return [{ code: 'UNAVAILABLE' }];
  const price: readonly Warning[] = equals(listing.price, line.referencePrice)
    ? []
    : [{ code: 'PRICE_CHANGED', from: line.referencePrice, to: listing.price }];
  return [...price, ...stockWarnings(listing.available, line.quantity)];
};
