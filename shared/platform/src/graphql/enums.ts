import { registerEnumType } from 'type-graphql';

/** The description of each value, or null. */
type ValueDescriptions<Name extends string> = Readonly<Record<Name, string | null>>;

/** The union of the values of an enum, such as `'OPEN' | 'FROZEN'`. */
export type EnumValue<Enum> = Enum[keyof Enum];

type EnumDescription = { readonly name: string; readonly description: string; readonly meanings: ValueDescriptions<string> };

const register = (values: Readonly<Record<string, string>>, { name, description, meanings }: EnumDescription): void => {
  const described = Object.entries(meanings).flatMap(([value, meaning]) => (meaning === null ? [] : [[value, { description: meaning }]]));
  registerEnumType(values, { name, description, valuesConfig: Object.fromEntries(described) as Record<string, { description: string }> });
};

/**
 * Registers an enum with its values in this order, and returns the values by name. With a type argument, `enumOf<OrderStatus>(…)`,
 * the compiler checks that the enum has exactly the values of the domain type.
 */
export const enumOf = <Name extends string>(
  name: string,
  description: string,
  meanings: ValueDescriptions<Name>,
): { readonly [Key in Name]: Key } => {
  const values = Object.fromEntries(Object.keys(meanings).map((key) => [key, key])) as { readonly [Key in Name]: Key };
  register(values, { name, description, meanings });
  return values;
};

/** Registers an enum without descriptions of its values. */
export const enumOfNames = <Name extends string>(
  name: string,
  description: string,
  names: readonly Name[],
): { readonly [Key in Name]: Key } =>
  enumOf(name, description, Object.fromEntries(names.map((each) => [each, null])) as ValueDescriptions<Name>);

type Internal<Values> = { readonly values: Values; readonly meanings: ValueDescriptions<keyof Values & string> };

/** Registers an enum with other internal values, such as `values: { PRODUCT_INDEX: 'product_index' }`. */
export const enumWithValues = <const Values extends Readonly<Record<string, string>>>(
  name: string,
  description: string,
  { values, meanings }: Internal<Values>,
): Values => {
  register(values, { name, description, meanings });
  return values;
};
