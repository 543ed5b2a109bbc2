import { exitWithError } from '../command/exit-with-error';
import { contextNames } from '../command/paths';
import { provisioningEnv } from '../contexts/env';
import { provision } from '../contexts/provision';

/** Creates the databases and roles of all contexts, for deployments without the launcher. */
const main = async (): Promise<void> => {
  const { databaseUrl, databaseKey } = provisioningEnv();
  const databases = await provision({ adminUrl: databaseUrl, databaseKey, contexts: contextNames });
  console.log(`${databases.size.toString()} databases are ready: ${[...databases.keys()].join(', ')}`);
};

main().catch(exitWithError);
