import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { claimFolder } from './folder-owner';
import { onFreePort, portAllocator, type PortAllocator } from './free-port';
import { findNatsServer } from './nats-binary';
import { startNats } from './nats-server';
import { startPostgres } from './postgres-server';
import { type ServersEnv } from './env';
import { StartFailure } from './start-failure';

/** The running PostgreSQL and NATS servers. */
export type Servers = {
  /** The URL of a role that can create databases and roles. */
  readonly databaseUrl: string;
  readonly natsUrl: string;
  /** Stops the started servers. External servers keep running. */
  readonly stop: () => Promise<void>;
};

export type ServersOptions = {
  /** The folder for data, logs and pid files of both servers. */
  readonly folder: string;
  readonly toolsDir: string;
  readonly durable: boolean;
  readonly env: ServersEnv;
  /** The allocator of ports. Defaults to a new one. */
  readonly ports?: PortAllocator;
  /** Additional configuration for the started NATS server, for example accounts. */
  readonly natsConfig?: string;
  readonly onDownload?: () => void;
};

type Running = { readonly url: string; readonly stop: () => Promise<void> };

const externalServer = (url: string): Running => ({ url, stop: () => Promise.resolve() });

/** Converts an error of a tool, such as initdb or a download, to a message of one sentence. */
const asFailure = (fault: unknown): StartFailure => {
  if (fault instanceof StartFailure) return fault;
  const { message, stderr = '' } = fault as Error & { readonly stderr?: string };
  const [summary = '', ...output] = message.split('\n');
  if (!summary.startsWith('Command failed: ')) return new StartFailure(message, { cause: fault });
  const reason = (stderr === '' ? output.join('\n') : stderr).trim().split('\n').at(-1) ?? '';
  return new StartFailure(`${summary.replace('Command failed: ', '').split(' ')[0] ?? 'A command'} failed: ${reason}`, {
    cause: fault,
    details: stderr,
  });
};

/** Explains a failed start: PostgreSQL reads only data of its own major version. */
const explained = (fault: unknown, folder: string): StartFailure => {
  const failure = asFailure(fault);
  const [, wrote, runs] =
    /initialized by PostgreSQL version (\S+), which is not compatible with this version (\S+?)\.?\s/.exec(`${failure.details}\n`) ?? [];
  if (wrote === undefined || runs === undefined) return failure;
  const advice = 'Set DATA_DIR to another folder, set DATABASE_URL to a server of that version, or delete the data with `npm run reset`.';
  return new StartFailure(`The data in ${folder} was written by PostgreSQL ${wrote}, and this is PostgreSQL ${runs}: ${advice}`, {
    cause: fault,
    details: failure.details,
  });
};

type ServerOptions = ServersOptions & { readonly ports: PortAllocator };

const postgres = async ({ folder: parent, durable, env, ports }: ServerOptions): Promise<Running> => {
  if (env.databaseUrl !== undefined) return externalServer(env.databaseUrl);
  const folder = join(parent, 'postgres');
  return onFreePort((port) => startPostgres({ port, folder, durable }), ports).catch((fault: unknown) => {
    throw explained(fault, folder);
  });
};

const nats = async ({ folder, toolsDir, env, ports, natsConfig, onDownload }: ServerOptions): Promise<Running> => {
  if (env.natsUrl !== undefined) return externalServer(env.natsUrl);
  const binary = await findNatsServer({ toolsDir, searchPath: env.searchPath, onDownload }).catch((fault: unknown) => {
    throw asFailure(fault);
  });
  const [storeDir, logFile] = [join(folder, 'nats'), join(folder, 'nats.log')];
  return onFreePort((port) => startNats({ binary, port, storeDir, logFile, configFile: natsConfig }), ports);
};

/** Starts both servers in a data folder that no other process uses. Uses external servers if the environment has their URLs. */
export const startServers = async (options: ServersOptions): Promise<Servers> => {
  await mkdir(options.folder, { recursive: true });
  const claim = await claimFolder(options.folder);
  const part = { ...options, ports: options.ports ?? portAllocator() };
  const started = await Promise.allSettled([postgres(part), nats(part)]);
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
