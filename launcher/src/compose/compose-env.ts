import { writeFile } from 'node:fs/promises';
import { StartFailure } from '@marketplace/servers';
import { exitWithError } from '../command/exit-with-error';
import { newSecrets } from '../contexts/secrets';
import { composeVariables, envFile } from './compose-variables';

/** Writes `.env` for docker-compose.yml. An existing file is kept, because the databases use its passwords. */
const main = async (): Promise<void> => {
  try {
    await writeFile('.env', envFile(composeVariables(newSecrets())), { flag: 'wx', mode: 0o600 });
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
    throw new StartFailure('.env already exists and was kept. Delete it first to create a new one.', { cause: fault });
  }
  console.log('Wrote .env. Next: docker compose --profile simulators up --build');
};

main().catch(exitWithError);
