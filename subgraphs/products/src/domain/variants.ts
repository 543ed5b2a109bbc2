import { refuse, type Instant, type Refusal } from '@marketplace/kernel';
import { optionNamesKey, optionsKey } from './options';
import { currencyOf, following, offerFault, type OfferRefusal } from './pricing';
import type { Offer, Option, Variant } from './product';
import { isLine } from './text';

export const maxVariants = 100;
const maxOptions = 5;
const heaviestGrams = 1_000_000;

/** A variant as a seller proposes it. */
export type NewVariant = Omit<Variant, 'price'> & { readonly offer?: Offer };

export type VariantRefusal =
  | OfferRefusal
  | Refusal<'too-many-variants' | 'sku-invalid' | 'sku-taken' | 'weight-invalid' | 'option-invalid' | 'options-mismatch' | 'options-taken'>;

const skuShape = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/;

const optionFault = (options: readonly Option[], path: readonly string[]): VariantRefusal | undefined => {
  if (options.length > maxOptions) return refuse('option-invalid', { path: [...path, 'options'] });
  const names = options.map(({ name }) => name.toLowerCase());
  const position = options.findIndex(
    ({ name, value }, index) => !isLine(name, 50) || !isLine(value, 100) || names.indexOf(name.toLowerCase()) < index,
  );
  return position < 0 ? undefined : refuse('option-invalid', { path: [...path, 'options', position.toString()] });
};

const ownFault = ({ sku, options, weightGrams }: Omit<Variant, 'price'>, path: readonly string[]): VariantRefusal | undefined => {
  if (!skuShape.test(sku)) return refuse('sku-invalid', { path: [...path, 'sku'] });
  if (!Number.isInteger(weightGrams) || weightGrams < 1 || weightGrams > heaviestGrams)
    return refuse('weight-invalid', { path: [...path, 'weightGrams'] });
  return optionFault(options, path);
};

/** What is wrong with a variant beside the others: a buyer must be able to tell them apart by the same questions. */
export const variantFault = (
  variant: Omit<Variant, 'price'>,
  others: readonly Variant[],
  path: readonly string[],
): VariantRefusal | undefined => {
  if (others.length >= maxVariants) return refuse('too-many-variants', { path, most: maxVariants });
  const own = ownFault(variant, path);
  if (own !== undefined) return own;
  if (others.some(({ sku }) => sku === variant.sku)) return refuse('sku-taken', { path: [...path, 'sku'], sku: variant.sku });
  const [first] = others;
  const at = { path: [...path, 'options'] };
  if (first !== undefined && optionNamesKey(first.options) !== optionNamesKey(variant.options)) return refuse('options-mismatch', at);
  const key = optionsKey(variant.options);
  return others.some(({ options }) => optionsKey(options) === key) ? refuse('options-taken', at) : undefined;
};

export const tidyVariant = <V extends Omit<Variant, 'price'>>(variant: V): V => ({
  ...variant,
  sku: variant.sku.trim(),
  options: variant.options.map(({ name, value }) => ({ name: name.trim(), value: value.trim() })),
});

/** A proposed variant beside those that there are, or why not. */
export const admit = (
  proposed: NewVariant,
  others: readonly Variant[],
  { at, path }: { at: Instant; path: readonly string[] },
): Variant | VariantRefusal => {
  const { offer, ...variant } = tidyVariant(proposed);
  const fault = variantFault(variant, others, path) ?? (offer === undefined ? undefined : offerFault(offer, currencyOf(others), path));
  if (fault !== undefined) return fault;
  return offer === undefined ? variant : { ...variant, price: following(undefined, offer, at) };
};
