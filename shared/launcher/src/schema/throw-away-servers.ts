import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServers } from '@marketplace/servers';
import { launcherEnv } from '../env';
import { toolsDir } from '../paths';
import type { ServerUrls } from './sources';

/** Runs something on servers that exist only for it. */
export const onThrowAwayServers = async <T>(work: (servers: ServerUrls) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'marketplace-schema-'));
  const { searchPath } = launcherEnv().servers;
  // Never the person's own servers: a stream and eight databases would come and go there.
  const servers = await startServers({ folder, toolsDir, durable: false, env: { databaseUrl: undefined, natsUrl: undefined, searchPath } });
  try {
    return await work(servers);
  } finally {
    await servers.stop();
    await rm(folder, { recursive: true, force: true });
  }
};
