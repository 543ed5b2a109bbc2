import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { StartFailure } from '@marketplace/servers';

/** The root folder of the repository. */
export const repositoryRoot = resolve(__dirname, '../../..');

/** The folder of downloaded programs that the machine does not have. */
export const toolsDir = join(repositoryRoot, '.tools');

/** The supergraph that the gateway serves; written by `npm run schema`. */
export const supergraphFile = join(repositoryRoot, 'schema', 'supergraph.graphql');

/** The manifests of all contexts; written by `npm run schema`. */
export const manifestsFile = join(repositoryRoot, 'schema', 'contexts.json');

const contextFolder = join(repositoryRoot, 'subgraphs');

/** The names of all contexts: the packages below `subgraphs/`. A folder with only an old build does not count. */
export const contextNames: readonly string[] = readdirSync(contextFolder)
  .filter((name) => existsSync(join(contextFolder, name, 'package.json')))
  .sort();

/** The main module of a context: built code for the built launcher, source code for tests. */
export const contextMain = (name: string): string => join(contextFolder, name, basename(dirname(__dirname)), 'main');

/** The simulators, by the name of their process. */
export const simulatorNames = ['payment-provider', 'carrier'] as const;
export type SimulatorName = (typeof simulatorNames)[number];

/** The built program of a service. */
export const serviceMain = (name: string): string => {
  if (name === 'gateway') return join(repositoryRoot, 'gateway/dist/main.js');
  if (simulatorNames.some((simulator) => simulator === name)) return join(repositoryRoot, 'launcher/dist/marketplace/simulator-command.js');
  return join(contextFolder, name, 'dist/main.js');
};

/** Throws if one of these services is not built. */
export const requirePrograms = (names: readonly string[]): void => {
  const missing = names.find((name) => !existsSync(serviceMain(name)));
  if (missing === undefined) return;
  throw new StartFailure(`The service ${missing} is not built: ${serviceMain(missing)} does not exist. Run \`npm run build\`.`);
};
