import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedisServer, onFreePort, serversEnv, startRedis } from '@marketplace/servers';
import { toolsDir } from './tools';

/** A Redis server that belongs to one test, which may therefore mistreat it. */
export type FreshRedis = {
  /** With a password, as one should have. */
  readonly url: string;
  readonly password: string;
  /** Ends it as a crash would: all that it held is lost. */
  readonly kill: () => Promise<void>;
  /** Starts it again after a kill, on the same port, empty. */
  readonly restart: () => Promise<void>;
  /** Lets it hang: connections stand, and nothing is answered. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Stops it and removes its files. */
  readonly drop: () => Promise<void>;
};

/** Starts a Redis server for one test; only such tests need the program, and it is fetched for the first of them. */
export const freshRedis = async (): Promise<FreshRedis> => {
  const folder = await mkdtemp(join(tmpdir(), 'marketplace-redis-'));
  const program = await findRedisServer({ toolsDir, searchPath: serversEnv().searchPath });
  const password = randomBytes(12).toString('hex');
  const options = { program, password, folder };
  let server = await onFreePort((port) => startRedis({ ...options, port }));
  const port = Number(new URL(server.url).port);
  return {
    url: server.url,
    password,
    kill: () => server.kill(),
    restart: async () => {
      server = await startRedis({ ...options, port });
    },
    freeze: () => process.kill(server.pid, 'SIGSTOP'),
    thaw: () => process.kill(server.pid, 'SIGCONT'),
    drop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
