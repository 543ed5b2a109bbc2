import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { StartFailure } from '@marketplace/servers';

/** The root of the repository: where `subgraphs/`, `schema/` and the tools are. */
export const repositoryRoot = resolve(__dirname, '../../..');

/** Programs that were fetched because the machine has none. */
export const toolsDir = join(repositoryRoot, '.tools');

/** The composed graph that the gateway serves; `npm run schema` writes it. */
export const supergraphFile = join(repositoryRoot, 'schema', 'supergraph.graphql');

/** What is known of each context without its code; `npm run schema` writes it. */
export const manifestsFile = join(repositoryRoot, 'schema', 'contexts.json');

const contextFolder = join(repositoryRoot, 'subgraphs');

/** Every context, by name: the packages below `subgraphs/`. A folder with nothing but an old build is none. */
export const contextNames: readonly string[] = readdirSync(contextFolder)
  .filter((name) => existsSync(join(contextFolder, name, 'package.json')))
  .sort();

/** Contexts are loaded from where this code runs: built ones by the built launcher, sources by tests. */
export const contextMain = (name: string): string => join(contextFolder, name, basename(dirname(__dirname)), 'main');

/** Simulated companies, by the name of their process. */
export const simulatorNames = ['payment-provider', 'carrier'] as const;
export type SimulatorName = (typeof simulatorNames)[number];

/** The program of a service; services are always built. */
export const serviceMain = (name: string): string => {
  if (name === 'gateway') return join(repositoryRoot, 'gateway/dist/main.js');
  if (simulatorNames.some((simulator) => simulator === name)) return join(repositoryRoot, 'launcher/dist/marketplace/simulator-command.js');
  return join(contextFolder, name, 'dist/main.js');
};

/** Fails where one of these services was not built. */
export const requirePrograms = (names: readonly string[]): void => {
  const missing = names.find((name) => !existsSync(serviceMain(name)));
  if (missing === undefined) return;
  throw new StartFailure(`The service ${missing} is not built: there is no ${serviceMain(missing)}. Run \`npm run build\`.`);
};
