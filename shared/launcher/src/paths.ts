import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** The root of the repository: where `subgraphs/`, `schema/` and the tools are. */
export const repositoryRoot = resolve(__dirname, '../../..');

/** Programs that were fetched because the machine has none. */
export const toolsDir = join(repositoryRoot, '.tools');

/** The composed graph that the gateway serves; `npm run schema` writes it. */
export const supergraphFile = join(repositoryRoot, 'schema', 'supergraph.graphql');

/** Contexts are loaded from where this code runs: built ones by the built launcher, sources by tests. */
export const contextMain = (name: string): string => join(repositoryRoot, 'subgraphs', name, basename(__dirname), 'main');

/** The program of a service; services are always built. */
export const serviceMain = (name: string): string =>
  name === 'gateway' ? join(repositoryRoot, 'gateway/dist/main.js') : join(repositoryRoot, 'subgraphs', name, 'dist/main.js');

/** Whether a service was built. */
export const hasProgram = (name: string): boolean => existsSync(serviceMain(name));
