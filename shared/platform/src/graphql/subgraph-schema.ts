import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { parse, print, visit, type DefinitionNode, type DocumentNode, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, createResolversMap, getMetadataStorage, type ClassType, type NonEmptyArray } from 'type-graphql';
import type { GraphContext } from './context';
import { MoneyResolver } from './money.types';
import { RefusedType } from './user-error.types';

/** Answers a reference to an entity: from its key fields to the thing, or null when there is none. */
export type ReferenceResolver = (reference: never, context: GraphContext, info: GraphQLResolveInfo) => unknown;

/** Opens the stream behind a subscription field; may refuse by throwing a GraphQLError. */
export type SubscriptionSource = (args: never, context: GraphContext) => AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>;

/** What `@Subscription` says in place of its source, which is an instance's matter and comes with `subscriptions`. */
export const sourceIsWired = (): never => {
  throw new Error("the source of this subscription is missing from the subgraph's `subscriptions`");
};

/** What a context's GraphQL adapter consists of. */
export type SubgraphParts = {
  /** Resolver classes, each with the instance that answers for it. */
  readonly resolvers: readonly (readonly [ClassType, object])[];
  /** By the name of the entity type. */
  readonly references: Readonly<Record<string, ReferenceResolver>>;
  /** By the name of the subscription field; the decorator says `subscribe: sourceIsWired`. */
  readonly subscriptions?: Readonly<Record<string, SubscriptionSource>>;
  /** Types that no field mentions: implementations of interfaces, mostly. */
  readonly types?: readonly ClassType[];
};

export type SubgraphSchema = { readonly schema: GraphQLSchema; readonly sdl: string };

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@tag", "@override"])`;

const directives = new Set(['key', 'shareable', 'external', 'requires', 'provides', 'inaccessible', 'tag', 'override', 'deprecated']);

type Named = { readonly name: { readonly value: string } };
const byName = (a: Named, b: Named): number => (a.name.value < b.name.value ? -1 : 1);
const sortedBy = <T extends Named>(nodes: readonly T[] | undefined): readonly T[] => [...(nodes ?? [])].sort(byName);

/** Without schema and directive definitions, as composition wants it, and in an order that no code change disturbs. */
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
    throw new Error('subscriptions follow the database');
  },
  subscribe: (): never => {
    throw new Error('subscriptions follow the database');
  },
};

/** Plain fields need no resolver of type-graphql's, which would be an async call for each of them. */
const keepFieldsSimple = (): void => {
  for (const field of getMetadataStorage().fields) field.simple = true;
};

/** Types are told apart by what resolvers say (`typeName`), not by class: they return plain objects. */
const withoutTypeChecks = (map: Record<string, unknown>): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(map).map(([name, fields]) => {
      const { __isTypeOf, ...rest } = fields as Record<string, unknown>;
      return [name, __isTypeOf === undefined ? (fields as Record<string, unknown>) : rest];
    }),
  );

/** The subscription fields, each with its source; their arguments reach the source as they were sent. */
const wiredSubscriptions = (
  fields: Record<string, unknown> | undefined,
  sources: SubgraphParts['subscriptions'] = {},
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields ?? {}).map(([name, field]) => {
      const source = sources[name];
      if (source === undefined) throw new Error(`the subscription ${name} has no source`);
      return [name, { ...(field as object), subscribe: (_root: unknown, args: never, context: GraphContext) => source(args, context) }];
    }),
  );

/** Builds the executable federation schema of a context, and its SDL for composition. */
export const buildSubgraph = (parts: SubgraphParts): SubgraphSchema => {
  const instances = new Map<unknown, object>([[MoneyResolver, new MoneyResolver()], ...parts.resolvers]);
  const resolvers = [MoneyResolver, ...parts.resolvers.map(([resolver]) => resolver)] as unknown as NonEmptyArray<ClassType>;
  keepFieldsSimple();
  const source = buildSchemaSync({
    resolvers,
    orphanedTypes: [RefusedType, ...(parts.types ?? [])],
    container: { get: (resolver: unknown) => instances.get(resolver) },
    validate: false,
    skipCheck: true,
    pubSub: noPubSub,
  });
  const typeDefs = normalise(parse(printSchemaWithDirectives(source)));
  const map = withoutTypeChecks(createResolversMap(source));
  const entities = Object.fromEntries(
    Object.entries(parts.references).map(([name, resolve]) => [name, { ...map[name], __resolveReference: resolve }]),
  );
  const { Subscription, ...rest } = map;
  const subscriptions = Subscription === undefined ? {} : { Subscription: wiredSubscriptions(Subscription, parts.subscriptions) };
  return {
    schema: buildSubgraphSchema({ typeDefs, resolvers: { ...rest, ...entities, ...subscriptions } as never }),
    sdl: `${print(typeDefs)}\n`,
  };
};
