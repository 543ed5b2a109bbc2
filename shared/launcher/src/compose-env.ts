import { writeFile } from 'node:fs/promises';
import { complain } from './complaint';
import { composeVariables, envFile } from './compose-variables';
import { newSecrets } from './secrets';

/** Writes `.env` for docker-compose.yml. One that exists is kept: the databases know its passwords. */
const main = async (): Promise<void> => {
  try {
    await writeFile('.env', envFile(composeVariables(newSecrets())), { flag: 'wx', mode: 0o600 });
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
    throw new Error('.env exists already and was kept.');
  }
  console.log('Wrote .env. Next: docker compose --profile simulators up --build');
};

main().catch(complain);
