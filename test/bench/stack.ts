import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram } from '../journeys/support/program';
import { brokerUrlOf, costsOf, type Costs } from './costs';

/** A marketplace for the benchmark in another process, so that clients do not share its event loop. */
export type Stack = {
  readonly url: string;
  /** The milliseconds from the start of the process, with a new data folder, until it is ready. */
  readonly readyAfter: number;
  /** The resident memory of the marketplace's process in MiB, without servers and simulators. */
  readonly memory: () => Promise<number>;
  readonly costs: () => Promise<Costs>;
  /** The superuser's PostgreSQL URL, for writing directly to the database. */
  readonly databaseUrl: () => Promise<string>;
  /** The broker, for measurements without the gateway. */
  readonly brokerUrl: () => Promise<string>;
  /** A counter or gauge of /metrics, summed over all labels, or over those with this one. */
  readonly metric: (name: string, label?: string) => Promise<number>;
  /** A secret of the marketplace's data folder, by its path in the file. */
  readonly secret: (...path: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
};

/** Running marketplaces, so that an interrupted benchmark can stop them. */
const running = new Set<() => Promise<void>>();

const keepTrack = (stop: () => Promise<void>): (() => Promise<void>) => {
  const stopOnce = async (): Promise<void> => {
    running.delete(stopOnce);
    await stop();
  };
  running.add(stopOnce);
  return stopOnce;
};

/** Stops everything that the benchmark has started, and removes its data. */
export const stopEverything = async (): Promise<void> => {
  await Promise.allSettled([...running].map((stop) => stop()));
};

export const startStack = async (variables: Readonly<Record<string, string>> = {}): Promise<Stack> => {
  const started = performance.now();
  const program = await startProgram({ LOG_LEVEL: 'error', NODE_ENV: 'production', DEMO_DATA: 'off', ...variables });
  const readyAfter = performance.now() - started;
  const kept = (file: string): Promise<string> => readFile(join(program.dataDir, file), 'utf8');
  return {
    url: program.url,
    readyAfter,
    memory: async () => {
      const status = await readFile(`/proc/${String(program.pid())}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
    },
    costs: () => costsOf({ dataDir: program.dataDir, pid: program.pid() ?? 0 }),
    databaseUrl: async () => {
      // The fourth line of PostgreSQL's own file is its port.
      const port = (await kept('postgres/data/postmaster.pid')).split('\n')[3] ?? '';
      return `postgres://postgres:${await kept('postgres/password')}@127.0.0.1:${port}/postgres`;
    },
    brokerUrl: () => brokerUrlOf(program.dataDir),
    metric: async (name, label = '') => {
      const text = await (await fetch(`${program.url}/metrics`)).text();
      return text
        .split('\n')
        .filter((line) => (line.startsWith(`${name}{`) || line.startsWith(`${name} `)) && line.includes(label))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    },
    secret: async (...path) => {
      const secrets: unknown = JSON.parse(await kept('secrets.json'));
      return String(path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], secrets));
    },
    stop: keepTrack(program.dispose),
  };
};
