import { existsSync } from 'node:fs';
import type { ContextDefinition } from '@marketplace/platform';
import { StartFailure } from '@marketplace/servers';
import { contextNames, contextMain } from '../command/paths';

const isDefinition = (value: unknown): value is ContextDefinition =>
  typeof value === 'object' && value !== null && 'wire' in value && 'migrations' in value;

const isBuilt = (main: string): boolean => ['.js', '.ts'].some((extension) => existsSync(`${main}${extension}`));

const load = (name: string): ContextDefinition => {
  const path = contextMain(name);
  // A missing context would go unnoticed in the supergraph.
  if (!isBuilt(path)) throw new StartFailure(`The context ${name} is not built: ${path} does not exist. Run \`npm run build\`.`);
  // Loaded by path: the launcher has no dependency on contexts.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const main: unknown = require(path);
  const definition: unknown = typeof main === 'object' && main !== null && 'context' in main ? main.context : undefined;
  if (!isDefinition(definition)) throw new Error(`${path} exports no \`context\``);
  if (definition.name !== name) throw new Error(`subgraphs/${name} has the name ${definition.name}: folder and name must be equal`);
  return definition;
};

/** Loads the composition root of every context. Throws if one is not built. */
export const loadContexts = (names: readonly string[] = contextNames): readonly ContextDefinition[] => names.map(load);
