import { existsSync } from 'node:fs';
import type { ContextDefinition } from '@marketplace/platform';
import { StartFailure } from '@marketplace/servers';
import { contextNames, contextMain } from '../command/paths';

const isDefinition = (value: unknown): value is ContextDefinition =>
  typeof value === 'object' && value !== null && 'wire' in value && 'migrations' in value;

const isThere = (main: string): boolean => ['.js', '.ts'].some((extension) => existsSync(`${main}${extension}`));

const load = (name: string): ContextDefinition => {
  const path = contextMain(name);
  // A graph without one of its contexts would look whole.
  if (!isThere(path)) throw new StartFailure(`The context ${name} is not built: there is no ${path}. Run \`npm run build\`.`);
  // By path: the launcher knows contexts by name only, and nothing is linked to it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const main: unknown = require(path);
  const definition: unknown = typeof main === 'object' && main !== null && 'context' in main ? main.context : undefined;
  if (!isDefinition(definition)) throw new Error(`${path} exports no \`context\``);
  if (definition.name !== name) throw new Error(`subgraphs/${name} calls itself ${definition.name}: folder and name must be the same`);
  return definition;
};

/** Loads the composition root of every context into this process. Throws on one that is not built. */
export const loadContexts = (names: readonly string[] = contextNames): readonly ContextDefinition[] => names.map(load);
