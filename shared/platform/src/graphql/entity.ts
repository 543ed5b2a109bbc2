import type { GraphQLResolveInfo } from 'graphql';
import { isId, type Actor } from '@marketplace/kernel';
import type { GraphContext, Loader } from './context';

/** Resolves an entity by its key fields; null if it does not exist. */
export type ReferenceResolver = (reference: never, context: GraphContext, info: GraphQLResolveInfo) => unknown;

/** The reference resolver of an entity type, for the `entities` of `buildSubgraph`. */
export type EntityReference = { readonly name: string; readonly reference: ReferenceResolver };

type Load<Key extends string, Row> = (ids: readonly Key[], context: GraphContext) => Promise<ReadonlyMap<string, Row>>;

/** The rows by ID, for loaders. */
export const byKey = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [keyOf(row), row]));

/** Creates a loader that batches the reads of a request. Its name must be unique in the context. */
export const perRequest =
  <Key extends string, Row>(name: string, load: Load<Key, Row>) =>
  (context: GraphContext): Loader<Row> =>
    // IDs come from rows or have passed `isId`.
    context.loaders.get(name, (ids) => load(ids as readonly Key[], context));

type EntityDefinition<Key extends string, Row, Type> = {
  readonly load: Load<Key, Row>;
  /** Returns true if the actor can read the row. By default, everyone can. */
  readonly mayRead?: (actor: Actor, row: Row) => boolean;
  readonly toType: (row: Row, context: GraphContext, info?: GraphQLResolveInfo) => Type | null | Promise<Type | null>;
  /** The key field; `id` by default. */
  readonly key?: string;
};

/** An entity that clients and other contexts query by its ID. */
export type Entity<Row, Type> = EntityReference & {
  /** Finds the row; undefined if it does not exist or the actor cannot read it. */
  readonly find: (id: string, context: GraphContext) => Promise<Row | undefined>;
  /** Returns the GraphQL value; null if the row does not exist or the actor cannot read it. */
  readonly show: (id: string, context: GraphContext, info?: GraphQLResolveInfo) => Promise<Type | null>;
  /** Like `show`, after this request has changed the row: reads it again. */
  readonly showChanged: (id: string, context: GraphContext, info?: GraphQLResolveInfo) => Promise<Type | null>;
};

/** Defines an entity: batched reads by ID with access checks, for queries and references. */
export const entity = <Key extends string, Row, Type>(
  name: string,
  { load, mayRead = () => true, toType, key = 'id' }: EntityDefinition<Key, Row, Type>,
): Entity<Row, Type> => {
  const loader = perRequest(name, load);
  const visible = (row: Row | undefined, { actor }: GraphContext): Row | undefined =>
    row !== undefined && mayRead(actor, row) ? row : undefined;
  const find = async (id: string, context: GraphContext): Promise<Row | undefined> =>
    isId(id) ? visible(await loader(context).load(id), context) : undefined;
  const show = async (id: string, context: GraphContext, info?: GraphQLResolveInfo): Promise<Type | null> => {
    const row = await find(id, context);
    return row === undefined ? null : toType(row, context, info);
  };
  return {
    name,
    find,
    show,
    showChanged: async (id, context, info) => {
      const row = isId(id) ? visible(await loader(context).reload(id), context) : undefined;
      return row === undefined ? null : toType(row, context, info);
    },
    reference: (reference: Readonly<Record<string, string>>, context, info) => show(reference[key] ?? '', context, info),
  };
};

/** An entity of another context that this one extends. Every valid ID resolves, because the owner decides if it exists. */
export const extensionOf = (name: string): EntityReference => ({
  name,
  reference: ({ id }: { readonly id: string }) => (isId(id) ? { id } : null),
});
