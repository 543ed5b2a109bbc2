import { existsSync } from 'node:fs';
import type { ContextDefinition } from '@marketplace/platform';
import { contexts, type ContextEntry } from './contexts';
import { contextMain } from './paths';

/** A context, ready to be started. */
export type LoadedContext = { readonly entry: ContextEntry; readonly definition: ContextDefinition };

const isDefinition = (value: unknown): value is ContextDefinition =>
  typeof value === 'object' && value !== null && 'wire' in value && 'migrations' in value;

const load = (entry: ContextEntry): LoadedContext => {
  // By path: the launcher knows contexts by name only, and nothing is linked to it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const main: unknown = require(contextMain(entry.name));
  const definition: unknown = typeof main === 'object' && main !== null && 'context' in main ? main.context : undefined;
  if (!isDefinition(definition)) throw new Error(`${contextMain(entry.name)} exports no \`context\``);
  return { entry, definition };
};

const isThere = ({ name }: ContextEntry): boolean => ['.js', '.ts'].some((extension) => existsSync(`${contextMain(name)}${extension}`));

/** Loads the composition root of every context into this process. */
export const loadContexts = (): readonly LoadedContext[] => contexts.filter(isThere).map(load);
