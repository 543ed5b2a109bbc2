import { defined, refuse, type Currency, type Instant, type Refusal } from '@marketplace/kernel';
import { optionNamesKey, optionsKey } from './options';
import { currencyOf, nextPrice, validateOffer, type OfferRefusal } from './pricing';
import { pricesOf, withPrice } from './prices';
import type { Offer, Option, Variant, VariantDetails } from './variant';
import { isLine } from './text';

const maxVariants = 100;
const maxOptions = 5;
const maxWeightGrams = 1_000_000;

/** A new variant with its prices in the product's own currency and in further ones. */
export type NewVariant = VariantDetails & { readonly offer?: Offer; readonly otherOffers?: readonly Offer[] };

export type VariantRefusal =
  | OfferRefusal
  | Refusal<
      | 'too-many-variants'
      | 'sku-invalid'
      | 'sku-taken'
      | 'stock-unit-invalid'
      | 'stock-unit-taken'
      | 'weight-invalid'
      | 'option-invalid'
      | 'options-mismatch'
      | 'options-taken'
    >;

const skuShape = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/;

const validateOptions = (options: readonly Option[], path: readonly string[]): VariantRefusal | undefined => {
  if (options.length > maxOptions) return refuse('option-invalid', { path: [...path, 'options'] });
  const names = options.map(({ name }) => name.toLowerCase());
  const position = options.findIndex(
    ({ name, value }, index) => !isLine(name, 50) || !isLine(value, 100) || names.indexOf(name.toLowerCase()) < index,
  );
  return position < 0 ? undefined : refuse('option-invalid', { path: [...path, 'options', position.toString()] });
};

const validateFields = (variant: VariantDetails, path: readonly string[]): VariantRefusal | undefined => {
  const { sku, options, weightGrams, stockUnit } = variant;
  if (!skuShape.test(sku)) return refuse('sku-invalid', { path: [...path, 'sku'] });
  if (stockUnit !== undefined && !isLine(stockUnit, 64)) return refuse('stock-unit-invalid', { path: [...path, 'stockUnit'] });
  if (!Number.isInteger(weightGrams) || weightGrams < 1 || weightGrams > maxWeightGrams)
    return refuse('weight-invalid', { path: [...path, 'weightGrams'] });
  return validateOptions(options, path);
};

/** Validates a variant against the others: same option names, different options, SKU and stock unit. */
export const validateVariant = (
  variant: VariantDetails,
  others: readonly Variant[],
  path: readonly string[],
): VariantRefusal | undefined => {
  if (others.length >= maxVariants) return refuse('too-many-variants', { path, most: maxVariants });
  const own = validateFields(variant, path);
  if (own !== undefined) return own;
  if (others.some(({ sku }) => sku === variant.sku)) return refuse('sku-taken', { path: [...path, 'sku'], sku: variant.sku });
  if (variant.stockUnit !== undefined && others.some(({ stockUnit }) => stockUnit === variant.stockUnit))
    return refuse('stock-unit-taken', { path: [...path, 'stockUnit'], stockUnit: variant.stockUnit });
  const [first] = others;
  const at = { path: [...path, 'options'] };
  if (first !== undefined && optionNamesKey(first.options) !== optionNamesKey(variant.options)) return refuse('options-mismatch', at);
  const key = optionsKey(variant.options);
  return others.some(({ options }) => optionsKey(options) === key) ? refuse('options-taken', at) : undefined;
};

/** Trims all texts and drops an empty stock unit. */
export const normalizeVariant = ({ stockUnit = '', ...variant }: VariantDetails): VariantDetails => ({
  id: variant.id,
  sku: variant.sku.trim(),
  options: variant.options.map(({ name, value }) => ({ name: name.trim(), value: value.trim() })),
  weightGrams: variant.weightGrams,
  ...defined({ stockUnit: stockUnit.trim() || undefined }),
});

type OfferAtPath = { readonly offer: Offer; readonly path: readonly string[] };

const offersOf = ({ offer, otherOffers = [] }: NewVariant, path: readonly string[]): readonly OfferAtPath[] => [
  ...(offer === undefined ? [] : [{ offer, path }]),
  ...otherOffers.map((other, position) => ({ offer: other, path: [...path, 'otherPrices', position.toString()] })),
];

/** The variant with its first prices, one per currency. */
const priced = (facts: VariantDetails, offers: readonly OfferAtPath[], { product, at }: { product: Currency | undefined; at: Instant }) => {
  let variant: Variant = { ...facts, otherPrices: [] };
  for (const { offer, path } of offers) {
    const own = pricesOf(variant);
    const refusal = validateOffer(offer, { own, product }, path);
    if (refusal !== undefined) return refusal;
    if (own.some(({ price }) => price.currency === offer.price.currency)) return refuse('currency-mismatch', { path: [...path, 'price'] });
    variant = withPrice(variant, nextPrice(undefined, offer, at));
  }
  return variant;
};

/** Creates a variant, if it fits the existing ones. */
export const createVariant = (
  proposed: NewVariant,
  others: readonly Variant[],
  { at, path }: { at: Instant; path: readonly string[] },
): Variant | VariantRefusal => {
  const facts = normalizeVariant(proposed);
  return validateVariant(facts, others, path) ?? priced(facts, offersOf(proposed, path), { product: currencyOf(others), at });
};
