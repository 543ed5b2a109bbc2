import type { Option, Variant } from './variant';

/** A choice that a buyer of the product has, with the values it may take. */
export type OptionChoice = { readonly name: string; readonly values: readonly string[] };

const folded = (text: string): string => text.toLowerCase();

const byName = (a: Option, b: Option): number => (folded(a.name) < folded(b.name) ? -1 : 1);

/** Equal for variants that no buyer could tell apart: order and letter case do not count. */
export const optionsKey = (options: readonly Option[]): string =>
  JSON.stringify([...options].sort(byName).map(({ name, value }) => [folded(name), folded(value)]));

/** Equal for variants that are chosen by the same questions. */
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

/** The choices of a product, in the order and spelling in which its variants first name them. */
export const choicesOf = (variants: readonly Pick<Variant, 'options'>[]): readonly OptionChoice[] =>
  (variants[0]?.options ?? []).map(({ name }) => ({ name, values: valuesOf(name, variants) }));
