import type { Option, Variant } from './variant';

/** An option of a product with all its values. */
export type OptionChoice = { readonly name: string; readonly values: readonly string[] };

const folded = (text: string): string => text.toLowerCase();

const byName = (a: Option, b: Option): number => (folded(a.name) < folded(b.name) ? -1 : 1);

/** A key that is equal for variants with the same options, regardless of order and letter case. */
export const optionsKey = (options: readonly Option[]): string =>
  JSON.stringify([...options].sort(byName).map(({ name, value }) => [folded(name), folded(value)]));

/** A key that is equal for variants with the same option names. */
export const optionNamesKey = (options: readonly Option[]): string => JSON.stringify([...options].map(({ name }) => folded(name)).sort());

const valuesOf = (name: string, variants: readonly Pick<Variant, 'options'>[]): readonly string[] => {
  const values = new Map<string, string>();
  for (const { options } of variants) {
    for (const option of options) {
      const key = folded(option.value);
      if (folded(option.name) === folded(name) && !values.has(key)) values.set(key, option.value);
    }
  }
  return [...values.values()];
};

/** The options of a product, in the order and spelling of its first variants. */
export const choicesOf = (variants: readonly Pick<Variant, 'options'>[]): readonly OptionChoice[] =>
  (variants[0]?.options ?? []).map(({ name }) => ({ name, values: valuesOf(name, variants) }));
