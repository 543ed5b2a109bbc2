import type { Currency } from '@marketplace/kernel';
import type { Price, Variant } from './variant';

/** The prices of a variant in all currencies, the product's own currency first. */
export const pricesOf = ({ price, otherPrices }: Pick<Variant, 'price' | 'otherPrices'>): readonly Price[] =>
  price === undefined ? otherPrices : [price, ...otherPrices];

export const priceIn = (variant: Pick<Variant, 'price' | 'otherPrices'>, currency: Currency): Price | undefined =>
  pricesOf(variant).find(({ price }) => price.currency === currency);

const byCurrency = (a: Price, b: Price): number => (a.price.currency < b.price.currency ? -1 : 1);

const without = (prices: readonly Price[], currency: Currency): readonly Price[] =>
  prices.filter(({ price }) => price.currency !== currency);

/** Sets a price. The first price of a variant is in the product's own currency. */
export const withPrice = (variant: Variant, price: Price): Variant => {
  const { currency } = price.price;
  if (variant.price === undefined || variant.price.price.currency === currency) return { ...variant, price };
  return { ...variant, otherPrices: [...without(variant.otherPrices, currency), price].sort(byCurrency) };
};

/** Removes the price in a further currency. */
export const withoutPrice = (variant: Variant, currency: Currency): Variant => ({
  ...variant,
  otherPrices: without(variant.otherPrices, currency),
});
