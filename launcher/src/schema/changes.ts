import { Supergraph } from '@apollo/federation-internals';
import { findBreakingChanges, type GraphQLSchema } from 'graphql';
import { z } from 'zod';

/** A change that breaks existing clients or consumers. */
export type BreakingChange = { readonly file: string; readonly message: string };

const apiOf = (supergraphSdl: string): GraphQLSchema => Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();

/** Breaking changes for clients of the API. Compares the API schemas, not their distribution over subgraphs. */
export const breakingGraphChanges = (before: string, now: string): readonly BreakingChange[] =>
  findBreakingChanges(apiOf(before), apiOf(now)).map(({ description }) => ({ file: 'supergraph.graphql', message: description }));

const schemaShape = z.record(z.string(), z.unknown());

type JsonSchema = z.output<typeof schemaShape>;

const asSchema = (value: unknown): JsonSchema => schemaShape.safeParse(value).data ?? {};

/** Keywords without effect on validation, which can change at any time. */
const annotations: ReadonlySet<string> = new Set(['$schema', 'title', 'description', 'examples', 'properties', 'required']);

const requiredOf = (schema: JsonSchema): readonly string[] => z.array(z.string()).safeParse(schema['required']).data ?? [];

const namesOf = (...schemas: readonly JsonSchema[]): readonly string[] => [...new Set(schemas.flatMap(Object.keys))];

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const isNested = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const compareFields = (before: JsonSchema, now: JsonSchema, path: string): readonly string[] => {
  const [old, fresh] = [asSchema(before['properties']), asSchema(now['properties'])];
  return namesOf(old, fresh).flatMap((name) => {
    const at = path === '' ? name : `${path}.${name}`;
    if (!(name in fresh)) return [`${at} was removed`];
    // Older events in the stream do not have the field.
    if (!(name in old)) return requiredOf(now).includes(name) ? [`${at} was added as required; only optional fields can be added`] : [];
    if (requiredOf(before).includes(name) !== requiredOf(now).includes(name)) return [`${at} changed whether it is required`];
    return compareSchemas(asSchema(old[name]), asSchema(fresh[name]), at);
  });
};

const compareSchemas = (before: JsonSchema, now: JsonSchema, path: string): readonly string[] => {
  const keywords = namesOf(before, now).filter((keyword) => !annotations.has(keyword));
  const changed = keywords.flatMap((keyword) => {
    const [old, fresh] = [before[keyword], now[keyword]];
    if (isNested(old) && isNested(fresh)) return compareSchemas(asSchema(old), asSchema(fresh), `${path}[]`);
    return isEqual(old, fresh) ? [] : [`${path === '' ? 'the data' : path} changed its ${keyword}`];
  });
  return [...changed, ...compareFields(before, now, path)];
};

/** Breaking changes of a published event. Only optional fields can be added; other changes need a new version. */
export const breakingEventChanges = (file: string, before: string, now: string | undefined): readonly BreakingChange[] => {
  if (now === undefined) return [{ file, message: 'was removed; published versions must be kept' }];
  return compareSchemas(asSchema(JSON.parse(before)), asSchema(JSON.parse(now)), '').map((message) => ({ file, message }));
};
