import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';

type Input = GraphQLArgument | GraphQLInputField;
type Values = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null;

const holdsNull = (value: unknown): boolean => value === null || (isObject(value) && Object.values(value).some(holdsNull));

const withoutNulls = (value: unknown, type: GraphQLInputType): unknown => {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return Array.isArray(value) ? value.map((item) => withoutNulls(item, nullable.ofType)) : value;
  return isInputObjectType(nullable) && isObject(value) ? given(value, Object.values(nullable.getFields())) : value;
};

/** The values without nulls: a null becomes the default, or is left out. */
const given = (values: Values, inputs: readonly Input[]): Values =>
  Object.fromEntries(
    inputs.flatMap(({ name, type, defaultValue }) => {
      const value = values[name] ?? defaultValue;
      return value === undefined || value === null ? [] : [[name, withoutNulls(value, type)]];
    }),
  );

/** Accepts null for arguments such as `first: Int! = 20`, where GraphQL would reject it. Null means the default. */
const allowNull = (input: Input): void => {
  if (input.defaultValue !== undefined) input.type = getNullableType(input.type);
};

const mayHoldNull = ({ type }: Input): boolean => !isNonNullType(type) || isInputObjectType(getNamedType(type));

const treatNullAsAbsent = (field: GraphQLField<unknown, unknown>): void => {
  const { args, resolve, subscribe } = field;
  if (!args.some(mayHoldNull)) return;
  const read = (values: Values): Values => (holdsNull(values) ? given(values, args) : values);
  if (resolve !== undefined) field.resolve = (root, values: Values, context, info) => resolve(root, read(values), context, info);
  if (subscribe !== undefined) field.subscribe = (root, values: Values, context, info) => subscribe(root, read(values), context, info);
};

/**
 * Treats null like an absent value in every argument and input field, so that resolvers receive no nulls. Changes the executable
 * schema only; the published schema keeps its types.
 */
export const nullIsAbsent = (schema: GraphQLSchema): GraphQLSchema => {
  const types = Object.values(schema.getTypeMap());
  for (const type of types.filter(isInputObjectType)) Object.values(type.getFields()).forEach(allowNull);
  for (const type of types.filter(isObjectType)) {
    if (type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      field.args.forEach(allowNull);
      treatNullAsAbsent(field);
    }
  }
  return schema;
};
