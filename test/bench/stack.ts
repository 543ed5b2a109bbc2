import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toolsDir } from '@marketplace/launcher';
import { findNatsServer, onFreePort, serversEnv, startNats, startPostgres } from '@marketplace/servers';
import { startProgram } from '../journeys/support/program';
import { costsOf, type Costs } from './costs';

/** A marketplace of the bench's own, in another process, so that clients do not share its event loop. */
export type Stack = {
  readonly url: string;
  /** Milliseconds from the start of the process, with a new data folder, to ready. */
  readonly readyAfter: number;
  /** Resident memory in MiB of the marketplace's process; servers and simulators are not part of it. */
  readonly memory: () => Promise<number>;
  readonly costs: () => Promise<Costs>;
  /** A counter or gauge of /metrics, summed over its labels, or over those with this one. */
  readonly metric: (name: string, label?: string) => Promise<number>;
  /** A secret of the marketplace's data folder, by its place in the file. */
  readonly secret: (...path: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
};

/** What runs, so that an interrupted bench can stop it. */
const running = new Set<() => Promise<void>>();

const keepTrack = (stop: () => Promise<void>): (() => Promise<void>) => {
  const stopOnce = async (): Promise<void> => {
    running.delete(stopOnce);
    await stop();
  };
  running.add(stopOnce);
  return stopOnce;
};

/** Stops everything that the bench has started, and removes its data. */
export const stopEverything = async (): Promise<void> => {
  await Promise.allSettled([...running].map((stop) => stop()));
};

export const startStack = async (variables: Readonly<Record<string, string>> = {}): Promise<Stack> => {
  const started = performance.now();
  const program = await startProgram({ LOG_LEVEL: 'error', NODE_ENV: 'production', DEMO_DATA: 'off', ...variables });
  const readyAfter = performance.now() - started;
  return {
    url: program.url,
    readyAfter,
    memory: async () => {
      const status = await readFile(`/proc/${String(program.pid())}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
    },
    costs: () => costsOf({ dataDir: program.dataDir, pid: program.pid() ?? 0 }),
    metric: async (name, label = '') => {
      const text = await (await fetch(`${program.url}/metrics`)).text();
      return text
        .split('\n')
        .filter((line) => (line.startsWith(`${name}{`) || line.startsWith(`${name} `)) && line.includes(label))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    },
    secret: async (...path) => {
      const secrets: unknown = JSON.parse(await readFile(join(program.dataDir, 'secrets.json'), 'utf8'));
      return String(path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], secrets));
    },
    stop: keepTrack(program.dispose),
  };
};

/** A PostgreSQL of the bench's own, to which it may write past the services; the URL is the superuser's. */
export const startDatabase = async (): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'marketplace-bench-'));
  const server = await onFreePort((port) => startPostgres({ port, folder: join(folder, 'postgres'), durable: true }));
  return {
    url: server.url,
    stop: keepTrack(async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }),
  };
};

/** A broker of the bench's own, for what is measured past the gateway. */
export const startBroker = async (): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'marketplace-bench-'));
  const binary = await findNatsServer({ toolsDir, searchPath: serversEnv().searchPath });
  const [storeDir, logFile] = [join(folder, 'nats'), join(folder, 'nats.log')];
  const server = await onFreePort((port) => startNats({ binary, port, storeDir, logFile }));
  return {
    url: server.url,
    stop: keepTrack(async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }),
  };
};
