import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { z } from 'zod';
import { contracts, type EventContract } from '@marketplace/schema';
import type { DescribedContext } from '../contexts/outlines';

/** The generated files of `schema/`, by relative path. */
export type SchemaFiles = ReadonlyMap<string, string>;

/** A placeholder: the configuration has the real URLs. */
const placeholderUrl = (name: string): string => `http://${name}.internal/graphql`;

/** Composes the subgraphs. Throws with all composition errors. */
export const composeSupergraph = (subgraphs: ReadonlyMap<string, string>): string => {
  const services = [...subgraphs].map(([name, sdl]) => ({ name, url: placeholderUrl(name), typeDefs: parse(sdl) }));
  const composed = composeServices(services);
  if (composed.supergraphSdl === undefined) {
    throw new Error(`The subgraphs cannot be composed:\n${composed.errors.map(({ message }) => `  ${message}`).join('\n')}`);
  }
  return `${composed.supergraphSdl.trimEnd()}\n`;
};

const jsonOf = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
};

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** `events/Orders.OrderPaid.v1.json` */
export const eventFile = ({ context, type, version }: EventContract): string =>
  `events/${capital(context)}.${type}.v${version.toString()}.json`;

/** A contract as JSON Schema, for consumers that are not written in TypeScript. */
export const eventSchema = (contract: EventContract): string => {
  const { description, example, data } = contract;
  // Consumers accept fields that are added later, so the schema does too.
  const schema = z.toJSONSchema(data, { target: 'draft-2020-12', io: 'input' });
  const title = `${contract.context}.${contract.type}.v${contract.version.toString()}`;
  return jsonOf(sorted({ ...schema, title, description, examples: [example] }));
};

/** All files that `npm run schema` writes below `schema/`. */
export const schemaFiles = (contexts: readonly DescribedContext[]): SchemaFiles =>
  new Map([
    ...contexts.map(({ manifest, sdl }) => [`subgraphs/${manifest.name}.graphql`, sdl] as const),
    ['supergraph.graphql', composeSupergraph(new Map(contexts.map(({ manifest, sdl }) => [manifest.name, sdl])))],
    ['contexts.json', jsonOf(contexts.map(({ manifest }) => manifest))],
    ...contracts.map((contract) => [eventFile(contract), eventSchema(contract)] as const),
  ]);
