import {
  after,
  compare,
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

/** Far above any price, far below what a sum of a thousand lines could overflow. In minor units. */
const highest = 100_000_000_000_000n;

const maxCurrencies = 20;

const isPrice = ({ amount }: Money): boolean => amount > 0n && amount <= highest;

export type OfferRefusal = Refusal<'price-invalid' | 'currency-mismatch' | 'too-many-currencies' | 'compare-at-price-not-higher'>;

/** The currency of a product is that of its first price. */
export const currencyOf = (variants: readonly Pick<Variant, 'price'>[]): Currency | undefined =>
  variants.find((variant) => variant.price !== undefined)?.price?.price.currency;

const moneyFault = ({ price, compareAtPrice }: Offer, path: readonly string[]): OfferRefusal | undefined => {
  if (!isPrice(price)) return refuse('price-invalid', { path: [...path, 'price'] });
  if (compareAtPrice === undefined) return undefined;
  const at = { path: [...path, 'compareAtPrice'] };
  if (compareAtPrice.currency !== price.currency) return refuse('currency-mismatch', { ...at, currency: price.currency });
  if (!isPrice(compareAtPrice)) return refuse('price-invalid', at);
  return compare(compareAtPrice, price) > 0 ? undefined : refuse('compare-at-price-not-higher', at);
};

/** Whether an offer can stand beside the prices of the product and those that the variant has already. */
export const offerFault = (
  offer: Offer,
  { own, product }: { readonly own: readonly Price[]; readonly product: Currency | undefined },
  path: readonly string[],
): OfferRefusal | undefined => {
  const { currency } = offer.price;
  if (own.length === 0 && product !== undefined && currency !== product)
    return refuse('currency-mismatch', { path: [...path, 'price'], currency: product });
  if (own.length >= maxCurrencies && !own.some(({ price }) => price.currency === currency))
    return refuse('too-many-currencies', { path: [...path, 'price'], most: maxCurrencies });
  return moneyFault(offer, path);
};

const same = (a: Money | undefined, b: Money | undefined): boolean => (a === undefined || b === undefined ? a === b : equals(a, b));

export const isSameOffer = (a: Offer, b: Offer): boolean => equals(a.price, b.price) && same(a.compareAtPrice, b.compareAtPrice);

/** When a price ends that is changed now: every price holds for a moment. */
export const ending = ({ since }: Price, at: Instant): Instant => (isBefore(since, at) ? at : after(since, milliseconds(1)));

/**
 * The offer as the price that follows the current one. Clocks of two machines may disagree, and two changes may fall into
 * one millisecond; every price holds for a moment nevertheless, and no two hold at once.
 */
export const following = (current: Price | undefined, { price, compareAtPrice }: Offer, at: Instant): Price => {
  const since = current === undefined ? at : ending(current, at);
  return compareAtPrice === undefined ? { price, since } : { price, compareAtPrice, since };
};

/** The lowest and highest price of a product, in its own currency; undefined while nothing has a price. */
export const priceRange = (variants: readonly Pick<Variant, 'price'>[]): { readonly min: Money; readonly max: Money } | undefined => {
  const prices = variants.flatMap((variant) => (variant.price === undefined ? [] : [variant.price.price]));
  const [first, ...others] = prices;
  if (first === undefined) return undefined;
  return {
    min: others.reduce((lowest, price) => (compare(price, lowest) < 0 ? price : lowest), first),
    max: others.reduce((most, price) => (compare(price, most) > 0 ? price : most), first),
  };
};
