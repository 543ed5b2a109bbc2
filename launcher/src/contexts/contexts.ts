import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../command/paths';

const folder = join(repositoryRoot, 'subgraphs');

/** Every context there is, by name: the packages below `subgraphs/`. What only a build has left there is none. */
export const contextNames: readonly string[] = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, 'package.json')))
  .sort();
