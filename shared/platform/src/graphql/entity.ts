import type { GraphQLResolveInfo } from 'graphql';
import { isId, type Actor } from '@marketplace/kernel';
import type { GraphContext, Loader } from './context';

/** Resolves a reference to an entity: from its key fields to the thing, or null when it does not exist. */
export type ReferenceResolver = (reference: never, context: GraphContext, info: GraphQLResolveInfo) => unknown;

/** The reference resolver of an entity type, for the `entities` of `buildSubgraph`. */
export type EntityReference = { readonly name: string; readonly reference: ReferenceResolver };

type Load<Key extends string, Row> = (ids: readonly Key[], context: GraphContext) => Promise<ReadonlyMap<string, Row>>;

/** Rows by their ids, as loaders want them. */
export const byKey = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [keyOf(row), row]));

/** A read that is made once for all ids of a request. Its name must be unique in the context. */
export const perRequest =
  <Key extends string, Row>(name: string, load: Load<Key, Row>) =>
  (context: GraphContext): Loader<Row> =>
    // Ids come from rows, or have passed `isId`; loaders know them as plain text.
    context.loaders.get(name, (ids) => load(ids as readonly Key[], context));

type EntityParts<Key extends string, Row, Type> = {
  readonly load: Load<Key, Row>;
  /** Whether the actor may read it. Without this, everybody may. */
  readonly mayRead?: (actor: Actor, row: Row) => boolean;
  readonly toType: (row: Row, context: GraphContext, info?: GraphQLResolveInfo) => Type | null | Promise<Type | null>;
  /** The key field; `id` by default. */
  readonly key?: string;
};

/** A thing that clients and other contexts ask for by its id. */
export type Entity<Row, Type> = EntityReference & {
  /** Finds it, if the actor may read it. Otherwise it does not exist. */
  readonly find: (id: string, context: GraphContext) => Promise<Row | undefined>;
  /** Its type in the graph; null if it does not exist for the actor. */
  readonly show: (id: string, context: GraphContext, info?: GraphQLResolveInfo) => Promise<Type | null>;
  /** The same after this request has changed it: reads again instead of trusting the request's loader. */
  readonly showChanged: (id: string, context: GraphContext, info?: GraphQLResolveInfo) => Promise<Type | null>;
};

/** Reads things by id: one batch per request, visible to those who may read them, for queries and references alike. */
export const entity = <Key extends string, Row, Type>(
  name: string,
  { load, mayRead = () => true, toType, key = 'id' }: EntityParts<Key, Row, Type>,
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

/** A thing of another context that this one adds fields to. Its owner decides whether it exists, so every id resolves. */
export const extensionOf = (name: string): EntityReference => ({
  name,
  reference: ({ id }: { readonly id: string }) => (isId(id) ? { id } : null),
});
