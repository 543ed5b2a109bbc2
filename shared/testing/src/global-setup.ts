import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNatsServer, serversEnv, startServers } from '@marketplace/servers';
import { writeAccounts } from './broker-accounts';
import { setTestEnv } from './env';
import { dropTemplates } from './fresh-database';
import { keepForTeardown } from './teardown';
import { toolsDir } from './tools';

/** Starts the servers that all integration tests of a run share. Jest calls it only if such tests are selected. */
const globalSetup = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'marketplace-test-'));
  const env = serversEnv();
  const natsBinary = await findNatsServer({ toolsDir, searchPath: env.searchPath });
  const { configFile, claims } = await writeAccounts(folder);
  // NATS_URL is ignored: the broker must have the accounts that tests claim.
  const servers = await startServers({ folder, toolsDir, durable: false, env: { ...env, natsUrl: undefined }, natsConfig: configFile });
  setTestEnv({ ...servers, natsBinary, natsAccounts: claims });
  keepForTeardown(async () => {
    if (env.databaseUrl !== undefined) await dropTemplates();
    await servers.stop();
    await rm(folder, { recursive: true, force: true });
  });
};

// Jest requires a default export.
export default globalSetup;
