import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { parse, print, visit, type DefinitionNode, type DocumentNode, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, createResolversMap, getMetadataStorage, type ClassType, type NonEmptyArray } from 'type-graphql';
import { nullIsAbsent } from './absent';
import type { GraphContext } from './context';
import type { EntityReference, ReferenceResolver } from './entity';
import { MoneyResolver } from './money.types';
import { sourcesOf, type Source } from './subscription';
import { RefusedType } from './user-error.types';

/** The GraphQL adapter of a context. */
export type SubgraphDefinition = {
  /** The instances of resolver classes. */
  readonly resolvers: readonly object[];
  /** The entities that other contexts reference. */
  readonly entities?: readonly EntityReference[];
  /** Other reference resolvers, by entity type. */
  readonly references?: Readonly<Record<string, ReferenceResolver>>;
  /** Types that no field refers to, such as implementations of interfaces. */
  readonly types?: readonly ClassType[];
};

export type SubgraphSchema = { readonly schema: GraphQLSchema; readonly sdl: string };

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@tag", "@override"])`;

const directives = new Set(['key', 'shareable', 'external', 'requires', 'provides', 'inaccessible', 'tag', 'override', 'deprecated']);

type Named = { readonly name: { readonly value: string } };
const byName = (a: Named, b: Named): number => (a.name.value < b.name.value ? -1 : 1);
const sortedBy = <T extends Named>(nodes: readonly T[] | undefined): readonly T[] => [...(nodes ?? [])].sort(byName);

/** Removes schema and directive definitions, and sorts types and fields, so that the SDL does not depend on the order of the code. */
const normalise = (document: DocumentNode): DocumentNode => {
  const bare: DocumentNode = visit(document, {
    SchemaDefinition: () => null,
    SchemaExtension: () => null,
    DirectiveDefinition: () => null,
    Directive: (node) => (directives.has(node.name.value) ? undefined : null),
    ScalarTypeDefinition: (node) => (node.name.value.startsWith('_') ? null : undefined),
    ObjectTypeDefinition: { leave: (node) => ({ ...node, fields: sortedBy(node.fields) }) },
    InterfaceTypeDefinition: { leave: (node) => ({ ...node, fields: sortedBy(node.fields) }) },
    InputObjectTypeDefinition: { leave: (node) => ({ ...node, fields: sortedBy(node.fields) }) },
    FieldDefinition: { leave: (node) => ({ ...node, arguments: sortedBy(node.arguments) }) },
  });
  const named = bare.definitions.filter((node): node is DefinitionNode & Named => 'name' in node);
  return { ...bare, definitions: [...parse(federation).definitions, ...sortedBy(named)] };
};

const noPubSub = {
  publish: (): void => {
    throw new Error('subscriptions read from the database, not from a PubSub');
  },
  subscribe: (): never => {
    throw new Error('subscriptions read from the database, not from a PubSub');
  },
};

/** Avoids an async resolver of TypeGraphQL for each plain field. */
const keepFieldsSimple = (): void => {
  for (const field of getMetadataStorage().fields) field.simple = true;
};

/** Removes type checks by class: resolvers return plain objects, with a `typeName` where types must be distinguished. */
const withoutTypeChecks = (map: Record<string, unknown>): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(map).map(([name, fields]) => {
      const { __isTypeOf, ...rest } = fields as Record<string, unknown>;
      return [name, __isTypeOf === undefined ? (fields as Record<string, unknown>) : rest];
    }),
  );

/** The subscription fields with their sources. */
const wiredSubscriptions = (fields: Record<string, unknown> | undefined, sources: ReadonlyMap<string, Source>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields ?? {}).map(([name, field]) => {
      const source = sources.get(name);
      if (source === undefined) throw new Error(`the subscription ${name} has no source`);
      return [name, { ...(field as object), subscribe: (_root: unknown, args: never, context: GraphContext) => source(args, context) }];
    }),
  );

/** Builds the executable subgraph schema of a context, and its SDL for composition. */
export const buildSubgraph = (parts: SubgraphDefinition): SubgraphSchema => {
  const { resolvers, entities = [], references = {}, types = [] } = parts;
  const instances = [new MoneyResolver(), ...resolvers];
  const instanceOf = new Map<unknown, object>(instances.map((instance) => [instance.constructor, instance]));
  keepFieldsSimple();
  const source = buildSchemaSync({
    resolvers: instances.map((instance) => instance.constructor) as unknown as NonEmptyArray<ClassType>,
    orphanedTypes: [RefusedType, ...types],
    container: { get: (resolver: unknown) => instanceOf.get(resolver) },
    validate: false,
    skipCheck: true,
    pubSub: noPubSub,
  });
  const typeDefs = normalise(parse(printSchemaWithDirectives(source)));
  const { Subscription, ...map } = withoutTypeChecks(createResolversMap(source));
  const referenced = [...Object.entries(references), ...entities.map(({ name, reference }) => [name, reference] as const)];
  const withReferences = Object.fromEntries(referenced.map(([name, resolve]) => [name, { ...map[name], __resolveReference: resolve }]));
  const wired = Subscription === undefined ? {} : { Subscription: wiredSubscriptions(Subscription, sourcesOf(instances)) };
  const schema = buildSubgraphSchema({ typeDefs, resolvers: { ...map, ...withReferences, ...wired } as never });
  return { schema: nullIsAbsent(schema), sdl: `${print(typeDefs)}\n` };
};
