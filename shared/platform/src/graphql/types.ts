import { ArgsType, Directive, Field, InputType, ObjectType, type ClassType } from 'type-graphql';
import { t, type Fields, type FieldSettings, type ValuesOf } from './fields';

/** A class for TypeGraphQL to describe; values are plain objects. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- its members are registered separately
const emptyClass = (): ClassType => class {};

const withKey = new WeakSet<object>();

/** Returns true if an input has a field made with `t.idempotencyKey`. */
export const takesIdempotencyKey = (input: object): boolean => withKey.has(input);

const inputDescriptions = new WeakMap<object, string>();

/** Returns the description of an input type. */
export const descriptionOfInput = (input: object): string | undefined => inputDescriptions.get(input);

const register = (target: ClassType, name: string, { type, options, directives }: FieldSettings): void => {
  if (type === undefined) return;
  Field(type as () => object, options)(target.prototype, name);
  for (const text of directives) Directive(text)(target.prototype, name);
};

const registerAll = <F extends Fields>(target: ClassType, fields: F): ClassType<ValuesOf<F>> => {
  for (const [name, { settings }] of Object.entries(fields)) {
    register(target, name, settings);
    if (settings.isIdempotencyKey) withKey.add(target);
  }
  return target as ClassType<ValuesOf<F>>;
};

/** The key fields, or directives in SDL syntax. */
type ObjectOptions = { readonly key?: string; readonly isShareable?: boolean; readonly directives?: readonly string[] };

/** Creates an object type. The TypeScript type of its values: `export type MoneyType = InstanceType<typeof MoneyType>`. */
export const objectType = <F extends Fields>(
  name: string,
  description: string | undefined,
  fields: F,
  { key, isShareable = false, directives = [] }: ObjectOptions = {},
): ClassType<ValuesOf<F>> => {
  const type = emptyClass();
  ObjectType(name, description === undefined ? {} : { description })(type);
  const ofKey = key === undefined ? [] : [`@key(fields: "${key}")`];
  for (const text of [...(isShareable ? ['@shareable'] : []), ...ofKey, ...directives]) Directive(text)(type);
  return registerAll(type, fields);
};

/** Creates an input type. A field that can be left out is `.optional()` or has a `.default()`. */
export const inputType = <F extends Fields>(name: string, description: string | undefined, fields: F): ClassType<ValuesOf<F>> => {
  const type = emptyClass();
  InputType(name, description === undefined ? {} : { description })(type);
  if (description !== undefined) inputDescriptions.set(type, description);
  return registerAll(type, fields);
};

/** Creates the arguments of a field: `@Args(() => StockArgs) args: StockArgs`. */
export const argsType = <F extends Fields>(fields: F): ClassType<ValuesOf<F>> => {
  const type = emptyClass();
  ArgsType()(type);
  return registerAll(type, fields);
};

/** A reference to an entity of another context, by its ID. */
export type Stub = { readonly id: string };

const nounOf = (typeName: string): string => typeName.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();

/** Creates the stub of an entity type that another context owns and resolves. */
export const stubOf = (
  name: string,
  description: string,
  { idDescription = `The ID of the ${nounOf(name)}.` }: { readonly idDescription?: string } = {},
): ClassType<Stub> => objectType(name, description, { id: t.id(idDescription) }, { directives: ['@key(fields: "id", resolvable: false)'] });
