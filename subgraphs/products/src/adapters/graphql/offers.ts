import { isRefused, refuse, type Money, type Refusal } from '@marketplace/kernel';
import { readMoney, type MoneyInput } from '@marketplace/platform/graphql';
import type { Attribute } from '../../domain/product';
import type { Offer } from '../../domain/variant';
import type { AttributeInput, VariantInput } from './product-inputs.types';

type PriceRefusal = Refusal<'price-invalid'>;
type OfferInput = { readonly price?: MoneyInput | null; readonly compareAtPrice?: MoneyInput | null };

const readPrice = (input: MoneyInput, path: readonly string[]): Money | PriceRefusal =>
  readMoney(input) ?? refuse('price-invalid', { path });

const readCompareAt = (price: Money, input: MoneyInput | null | undefined, path: readonly string[]): Offer | PriceRefusal => {
  if (input === null || input === undefined) return { price };
  const compareAtPrice = readPrice(input, path);
  return isRefused(compareAtPrice) ? compareAtPrice : { price, compareAtPrice };
};

/** The offer that a client wrote; undefined when there is none. A price to compare with needs one to be compared. */
export const readOffer = ({ price: input, compareAtPrice }: OfferInput, path: readonly string[]): Offer | undefined | PriceRefusal => {
  const pricePath = [...path, 'price'];
  if (input === null || input === undefined)
    return compareAtPrice === null || compareAtPrice === undefined ? undefined : refuse('price-invalid', { path: pricePath });
  const price = readPrice(input, pricePath);
  return isRefused(price) ? price : readCompareAt(price, compareAtPrice, [...path, 'compareAtPrice']);
};

type ReadVariant = {
  readonly sku: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly weightGrams: number;
  readonly stockUnit?: string;
  readonly offer?: Offer;
  readonly otherOffers: readonly Offer[];
};

const readOthers = (inputs: VariantInput['otherPrices'], path: readonly string[]): readonly Offer[] | PriceRefusal => {
  const offers: Offer[] = [];
  for (const [position, input] of inputs.entries()) {
    const offer = readOffer(input, [...path, 'otherPrices', position.toString()]);
    if (isRefused(offer)) return offer;
    if (offer !== undefined) offers.push(offer);
  }
  return offers;
};

export const readVariant = (input: VariantInput, path: readonly string[]): ReadVariant | PriceRefusal => {
  const { sku, options, weightGrams, stockUnit } = input;
  const [offer, otherOffers] = [readOffer(input, path), readOthers(input.otherPrices, path)];
  if (isRefused(offer)) return offer;
  if (isRefused(otherOffers)) return otherOffers;
  return {
    sku,
    options: options.map(({ name, value }) => ({ name, value })),
    weightGrams,
    ...(typeof stockUnit === 'string' ? { stockUnit } : {}),
    ...(offer === undefined ? {} : { offer }),
    otherOffers,
  };
};

export const readAttributes = (inputs: readonly AttributeInput[]): readonly Attribute[] =>
  inputs.map(({ unit, ...attribute }) => ({ ...attribute, ...(typeof unit === 'string' ? { unit } : {}) }));

/** All variants, or what is wrong with the first that cannot be read. */
export const readVariants = (inputs: readonly VariantInput[]): readonly ReadVariant[] | PriceRefusal => {
  const variants: ReadVariant[] = [];
  for (const [position, input] of inputs.entries()) {
    const variant = readVariant(input, ['variants', position.toString()]);
    if (isRefused(variant)) return variant;
    variants.push(variant);
  }
  return variants;
};
