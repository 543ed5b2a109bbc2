import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedisServer, onFreePort, serversEnv, startRedis } from '@marketplace/servers';
import { toolsDir } from './tools';

/** A Redis server for one test, which can stop or suspend it. */
export type FreshRedis = {
  /** The URL with the password. */
  readonly url: string;
  readonly password: string;
  /** Kills the server. Its data is lost. */
  readonly kill: () => Promise<void>;
  /** Restarts a killed server on the same port, without data. */
  readonly restart: () => Promise<void>;
  /** Suspends the server: connections stay open without responses. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Stops the server and deletes its files. */
  readonly drop: () => Promise<void>;
};

/** Starts a Redis server for one test. The program is downloaded for the first of these tests. */
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
