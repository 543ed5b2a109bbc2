import {
  after,
  compare,
  defined,
  equals,
  isBefore,
  milliseconds,
  refuse,
  type Currency,
  type Instant,
  type Money,
  type Refusal,
} from '@marketplace/kernel';
import type { Offer, Price, Variant } from './variant';

/** In minor units. Far above any real price, low enough that the sum of a thousand lines cannot overflow. */
const maxAmount = 100_000_000_000_000n;

const maxCurrencies = 20;

const isValidAmount = ({ amount }: Money): boolean => amount > 0n && amount <= maxAmount;

export type OfferRefusal = Refusal<'price-invalid' | 'currency-mismatch' | 'too-many-currencies' | 'compare-at-price-not-higher'>;

/** The currency of a product: that of its first price. */
export const currencyOf = (variants: readonly Pick<Variant, 'price'>[]): Currency | undefined =>
  variants.find((variant) => variant.price !== undefined)?.price?.price.currency;

const validateAmounts = ({ price, compareAtPrice }: Offer, path: readonly string[]): OfferRefusal | undefined => {
  if (!isValidAmount(price)) return refuse('price-invalid', { path: [...path, 'price'] });
  if (compareAtPrice === undefined) return undefined;
  const at = { path: [...path, 'compareAtPrice'] };
  if (compareAtPrice.currency !== price.currency) return refuse('currency-mismatch', { ...at, currency: price.currency });
  if (!isValidAmount(compareAtPrice)) return refuse('price-invalid', at);
  return compare(compareAtPrice, price) > 0 ? undefined : refuse('compare-at-price-not-higher', at);
};

/** Checks that an offer fits the product's currency and the variant's own prices. */
export const validateOffer = (
  offer: Offer,
  { own, product }: { readonly own: readonly Price[]; readonly product: Currency | undefined },
  path: readonly string[],
): OfferRefusal | undefined => {
  const { currency } = offer.price;
  if (own.length === 0 && product !== undefined && currency !== product)
    return refuse('currency-mismatch', { path: [...path, 'price'], currency: product });
  if (own.length >= maxCurrencies && !own.some(({ price }) => price.currency === currency))
    return refuse('too-many-currencies', { path: [...path, 'price'], most: maxCurrencies });
  return validateAmounts(offer, path);
};

const isSameMoney = (a: Money | undefined, b: Money | undefined): boolean => (a === undefined || b === undefined ? a === b : equals(a, b));

export const isSameOffer = (a: Offer, b: Offer): boolean => equals(a.price, b.price) && isSameMoney(a.compareAtPrice, b.compareAtPrice);

/** The end of a price that is replaced now: at least one millisecond after its start. */
export const endOfPrice = ({ since }: Price, at: Instant): Instant => (isBefore(since, at) ? at : after(since, milliseconds(1)));

/**
 * Converts an offer to the price that follows the current one. Every price is in effect for at least one millisecond and no
 * two overlap, even if clocks disagree or two changes happen in the same millisecond.
 */
export const nextPrice = (current: Price | undefined, { price, compareAtPrice }: Offer, at: Instant): Price => {
  const since = current === undefined ? at : endOfPrice(current, at);
  return { price, since, ...defined({ compareAtPrice }) };
};

/** The range of prices in the product's own currency; undefined if no variant has a price. */
export const priceRange = (variants: readonly Pick<Variant, 'price'>[]): { readonly min: Money; readonly max: Money } | undefined => {
  const prices = variants.flatMap((variant) => (variant.price === undefined ? [] : [variant.price.price]));
  const [first, ...others] = prices;
  if (first === undefined) return undefined;
  return {
    min: others.reduce((lowest, price) => (compare(price, lowest) < 0 ? price : lowest), first),
    max: others.reduce((most, price) => (compare(price, most) > 0 ? price : most), first),
  };
};
