import { defined, idOf, isId, isRefused, refuse, type Refusal, type SellerId } from '@marketplace/kernel';
import { badUserInput, readMoney } from '@marketplace/platform/graphql';
import type { Attribute, Details } from '../../domain/product';
import type { Offer } from '../../domain/variant';
import type { NewVariant } from '../../domain/variants';
import type { AttributeInput, OfferInput, ProductUpdateInput, VariantInput } from './product-inputs.types';

type PriceRefusal = Refusal<'price-invalid'>;

/** The seller ID in the arguments of a query. A malformed one is BAD_USER_INPUT. */
export const readSellerId = (sellerId: string): SellerId => {
  if (!isId(sellerId)) throw badUserInput('`sellerId` is not a valid ID.');
  return idOf(sellerId);
};

/** Parses a price and its compare-at price. */
export const readOffer = ({ price: input, compareAtPrice: higher }: OfferInput, path: readonly string[]): Offer | PriceRefusal => {
  const price = readMoney(input);
  if (price === undefined) return refuse('price-invalid', { path: [...path, 'price'] });
  if (higher === undefined) return { price };
  const compareAtPrice = readMoney(higher);
  return compareAtPrice === undefined ? refuse('price-invalid', { path: [...path, 'compareAtPrice'] }) : { price, compareAtPrice };
};

/** Parses every item of a list; stops at the first invalid one. */
const readAll = <Input, Read>(
  inputs: readonly Input[],
  path: readonly string[],
  read: (input: Input, path: readonly string[]) => Read | PriceRefusal,
): readonly Read[] | PriceRefusal => {
  const all: Read[] = [];
  for (const [position, input] of inputs.entries()) {
    const one = read(input, [...path, position.toString()]);
    if (isRefused(one)) return one;
    all.push(one);
  }
  return all;
};

/** Parses the optional price of a new variant. A compare-at price requires a price. */
const readFirstOffer = ({ price, compareAtPrice }: VariantInput, path: readonly string[]): Offer | undefined | PriceRefusal => {
  if (price !== undefined) return readOffer({ price, ...defined({ compareAtPrice }) }, path);
  return compareAtPrice === undefined ? undefined : refuse('price-invalid', { path: [...path, 'price'] });
};

type ReadVariant = Omit<NewVariant, 'id'>;

export const readVariant = (input: VariantInput, path: readonly string[]): ReadVariant | PriceRefusal => {
  const { sku, weightGrams, stockUnit } = input;
  const offer = readFirstOffer(input, path);
  if (isRefused(offer)) return offer;
  const otherOffers = readAll(input.otherPrices, [...path, 'otherPrices'], readOffer);
  if (isRefused(otherOffers)) return otherOffers;
  const options = input.options.map(({ name, value }) => ({ name, value }));
  return { sku, weightGrams, options, otherOffers, ...defined({ stockUnit, offer }) };
};

export const readVariants = (inputs: readonly VariantInput[]): readonly ReadVariant[] | PriceRefusal =>
  readAll(inputs, ['variants'], readVariant);

export const readAttributes = (inputs: readonly AttributeInput[]): readonly Attribute[] =>
  inputs.map(({ unit, ...attribute }) => ({ ...attribute, ...defined({ unit }) }));

/** The fields to change; omitted fields stay. */
export const readChanges = (input: ProductUpdateInput): Partial<Details> => {
  const { title, description, language, brand, tags, categoryId, images, attributes } = input;
  return defined({ title, description, language, brand, tags, categoryId, images, attributes: attributes && readAttributes(attributes) });
};
