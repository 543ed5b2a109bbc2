import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { claimFolder } from './folder-owner';
import { freePort } from './free-port';
import { findNatsServer } from './nats-binary';
import { startNats } from './nats-server';
import { startPostgres } from './postgres-server';
import { type ServersEnv } from './env';

/** Where PostgreSQL and NATS are. */
export type Servers = {
  /** A role that may create databases and roles. */
  readonly databaseUrl: string;
  readonly natsUrl: string;
  /** Stops what was started here; servers of your own stay. */
  readonly stop: () => Promise<void>;
};

export type ServersOptions = {
  /** For the data, the logs and the pid files of both. */
  readonly folder: string;
  readonly toolsDir: string;
  readonly durable: boolean;
  readonly env: ServersEnv;
  readonly onDownload?: () => void;
};

type Running = { readonly url: string; readonly stop: () => Promise<void> };

const yourOwn = (url: string): Running => ({ url, stop: () => Promise.resolve() });

const postgres = async ({ folder, durable, env }: ServersOptions): Promise<Running> =>
  env.databaseUrl === undefined
    ? startPostgres({ port: await freePort(), folder: join(folder, 'postgres'), durable })
    : yourOwn(env.databaseUrl);

const nats = async ({ folder, toolsDir, env, onDownload }: ServersOptions): Promise<Running> => {
  if (env.natsUrl !== undefined) return yourOwn(env.natsUrl);
  const binary = await findNatsServer({ toolsDir, searchPath: env.searchPath, onDownload });
  return startNats({ binary, port: await freePort(), storeDir: join(folder, 'nats'), logFile: join(folder, 'nats.log') });
};

/** Starts both servers in a data folder that nobody else works in, unless the environment names servers of your own. */
export const startServers = async (options: ServersOptions): Promise<Servers> => {
  await mkdir(options.folder, { recursive: true });
  const claim = await claimFolder(options.folder);
  const started = await Promise.allSettled([postgres(options), nats(options)]);
  const [database, broker] = started;
  const stop = async (): Promise<void> => {
    await Promise.all(started.map(async (server) => (server.status === 'fulfilled' ? server.value.stop() : undefined)));
    await claim.release();
  };
  if (database.status === 'fulfilled' && broker.status === 'fulfilled') {
    return { databaseUrl: database.value.url, natsUrl: broker.value.url, stop };
  }
  await stop();
  throw database.status === 'rejected' ? database.reason : (broker as PromiseRejectedResult).reason;
};
