import { registerEnumType } from 'type-graphql';

/** A description for each value, or null. */
type Meanings<Name extends string> = Readonly<Record<Name, string | null>>;

/** The values of an enum, such as `'OPEN' | 'FROZEN'`. */
export type EnumValue<Enum> = Enum[keyof Enum];

type Wording = { readonly name: string; readonly description: string; readonly meanings: Meanings<string> };

const register = (values: Readonly<Record<string, string>>, { name, description, meanings }: Wording): void => {
  const described = Object.entries(meanings).flatMap(([value, meaning]) => (meaning === null ? [] : [[value, { description: meaning }]]));
  registerEnumType(values, { name, description, valuesConfig: Object.fromEntries(described) as Record<string, { description: string }> });
};

/**
 * Registers an enum, with its values in this order, and returns the values by name. With a type argument,
 * `enumOf<OrderStatus>(…)`, the compiler checks that it has exactly the values of the domain.
 */
export const enumOf = <Name extends string>(
  name: string,
  description: string,
  meanings: Meanings<Name>,
): { readonly [Key in Name]: Key } => {
  const values = Object.fromEntries(Object.keys(meanings).map((key) => [key, key])) as { readonly [Key in Name]: Key };
  register(values, { name, description, meanings });
  return values;
};

/** An enum of a list of names, without descriptions. */
export const enumOfNames = <Name extends string>(
  name: string,
  description: string,
  names: readonly Name[],
): { readonly [Key in Name]: Key } => enumOf(name, description, Object.fromEntries(names.map((each) => [each, null])) as Meanings<Name>);

type Internal<Values> = { readonly values: Values; readonly meanings: Meanings<keyof Values & string> };

/** An enum whose values differ inside the context: `values: { PRODUCT_INDEX: 'product_index' }`. */
export const enumWithValues = <const Values extends Readonly<Record<string, string>>>(
  name: string,
  description: string,
  { values, meanings }: Internal<Values>,
): Values => {
  register(values, { name, description, meanings });
  return values;
};
