import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildASTSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  parse,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
} from 'graphql';

export type IdAt = (path: string) => string | undefined;

export type OperationKind = 'query' | 'mutation' | 'subscription';

/** An operation of the supergraph, generated from the schema. */
export type Operation = {
  readonly kind: OperationKind;
  readonly name: string;
  readonly document: string;
  /** Required variables; `idAt` provides the ID at a path such as `order` or `input.orderId`. */
  readonly variables: (idAt: IdAt) => Readonly<Record<string, unknown>>;
  /** Like `variables`, including optional ones. */
  readonly filled: (idAt: IdAt) => Readonly<Record<string, unknown>>;
};

const sample = (path: string, scalar: string): unknown => {
  switch (scalar) {
    case 'Int':
    case 'Float':
      return 1;
    case 'Boolean':
      return false;
    case 'DateTime':
      return new Date().toISOString();
    default:
      if (path.endsWith('idempotencyKey')) return randomUUID();
      if (path.endsWith('ountryCode')) return 'DE';
      if (path.endsWith('currency')) return 'USD';
      return path.endsWith('amount') ? '1.00' : 'sample';
  }
};

type Filling = { readonly idAt: IdAt; readonly isWhole: boolean };

/** A value for a field. Optional fields are left out unless they are IDs. */
const valueOf = (type: GraphQLInputType, path: string, filling: Filling): unknown => {
  const isRequired = isNonNullType(type);
  const bare = getNullableType(type);
  if (isListType(bare)) {
    const item = valueOf(bare.ofType, path, filling);
    return item === undefined ? undefined : [item];
  }
  if (isScalarType(bare) && bare.name === 'ID') return filling.idAt(path);
  if (!isRequired && !filling.isWhole) return undefined;
  if (isEnumType(bare)) return bare.getValues()[0]?.name;
  if (isInputObjectType(bare)) return fieldsOf(Object.values(bare.getFields()), path, filling);
  return sample(path, getNamedType(type).name);
};

const fieldsOf = (
  fields: readonly (GraphQLInputField | GraphQLArgument)[],
  path: string,
  filling: Filling,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    fields
      .map((field) => [field.name, valueOf(field.type, path === '' ? field.name : `${path}.${field.name}`, filling)] as const)
      .filter(([, value]) => value !== undefined),
  );

/** A selection that shows if an object was found. */
const selectionOf = (type: GraphQLOutputType, depth = 2): string => {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const nested = Object.values(named.getFields()).flatMap((field) => {
    const of = getNamedType(field.type);
    if (field.args.some((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined)) return [];
    if (field.name === 'userErrors') return ['userErrors { code message path }'];
    const isOnTheWay = isObjectType(of) && depth > 0 && (named.name.endsWith('Payload') || ['edges', 'node'].includes(field.name));
    return isOnTheWay ? [`${field.name} ${selectionOf(field.type, depth - 1)}`] : [];
  });
  return `{ __typename ${nested.join(' ')} }`;
};

const operationOf = (kind: OperationKind, field: GraphQLField<unknown, unknown>): Operation => {
  const declared = field.args.map((argument) => `$${argument.name}: ${argument.type.toString()}`).join(', ');
  const given = field.args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const call = `${field.name}${given === '' ? '' : `(${given})`} ${selectionOf(field.type)}`;
  return {
    kind,
    name: field.name,
    document: `${kind}${declared === '' ? '' : ` (${declared})`} { ${call} }`,
    variables: (idAt) => fieldsOf(field.args, '', { idAt, isWhole: false }),
    filled: (idAt) => fieldsOf(field.args, '', { idAt, isWhole: true }),
  };
};

/** All operations of the supergraph. */
export const readOperations = (): readonly Operation[] => {
  const text = readFileSync(join(__dirname, '../../../schema/supergraph.graphql'), 'utf8');
  const schema = buildASTSchema(parse(text), { assumeValid: true });
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  return roots.flatMap(([kind, root]) => Object.values(root?.getFields() ?? {}).map((field) => operationOf(kind, field)));
};
