import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endLeftover, lastLines } from '@marketplace/servers';
import { serviceMain } from '../command/paths';

/** A service as a process of its own: which program, with which environment and nothing else of ours. */
export type ServiceOptions = {
  readonly name: string;
  /** The file that Node runs. */
  readonly program: string;
  readonly dataDir: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Told of every end that nobody asked for. */
  readonly onDeath: (name: string, how: string, restartInMs: number) => void;
};

/** A service that is started again whenever it dies. */
export type SupervisedService = {
  readonly name: string;
  /** How often it died since it was started. */
  readonly deaths: () => number;
  readonly isStopped: () => boolean;
  /** Whether the process that runs now has said that it serves. */
  readonly isReady: () => boolean;
  /** The last lines that it has written since it was started, for the message about its end. */
  readonly lastWords: () => Promise<string>;
  /** Ends the process as a crash would; it is started again. */
  readonly kill: () => Promise<void>;
  /** Ends the process as a crash would, and keeps it down until the word to start it again. */
  readonly hold: () => Promise<() => void>;
  /** Lets it finish in order, for good. */
  readonly stop: () => Promise<void>;
};

const firstPause = 100;
const longestPause = 10_000;
// A process that ran this long was well; the next death starts from the shortest pause again.
const wellAfter = 30_000;
const graceMilliseconds = 15_000;

const pidFolder = (dataDir: string): string => join(dataDir, 'services');

/** Where the output of a service goes. */
export const logFileOf = (dataDir: string, name: string): string => join(dataDir, 'logs', `${name}.log`);

/** Ends the services that a killed launcher has left behind, which may hold our ports. Only for the owner of the data folder. */
export const endLeftoverServices = async (dataDir: string): Promise<void> => {
  const names = await readdir(pidFolder(dataDir)).catch(() => []);
  const end = async (file: string): Promise<void> => {
    await endLeftover(join(pidFolder(dataDir), file), serviceMain(file.replace(/\.pid$/, '')));
    await rm(join(pidFolder(dataDir), file), { force: true });
  };
  await Promise.all(names.map(end));
};

type Run = { readonly child: ChildProcess; readonly isReady: () => boolean };

/**
 * In a session of its own: Ctrl-C in the terminal reaches only us, and we stop services in order. The channel between us says
 * when the service serves, and closes when we end, however that happens: then the service ends, too.
 */
const launch = async ({ name, program, dataDir, variables }: ServiceOptions): Promise<Run> => {
  const log = await open(logFileOf(dataDir, name), 'a');
  try {
    const options = { detached: true, cwd: dataDir, env: variables };
    const child = spawn(process.execPath, [program], { ...options, stdio: ['ignore', log.fd, log.fd, 'ipc'] });
    let isReady = false;
    child.on('message', (message) => (isReady ||= message === 'ready'));
    child.channel?.unref();
    await once(child, 'spawn');
    await writeFile(join(pidFolder(dataDir), `${name}.pid`), `${String(child.pid)}\n`);
    return { child, isReady: () => isReady };
  } finally {
    await log.close();
  }
};

const sizeOfLog = async (dataDir: string, name: string): Promise<number> => {
  const log = await open(logFileOf(dataDir, name), 'a');
  const { size } = await log.stat().finally(() => log.close());
  return size;
};

/** Lets through, unless it is closed: then whoever waits goes on once it is opened, or nobody is to go anywhere any more. */
const gateOf = (stopping: AbortSignal): { readonly open: () => Promise<void>; readonly close: () => () => void } => {
  let opened: Promise<void> = Promise.resolve();
  return {
    open: () => opened,
    close: () => {
      let open = (): void => undefined;
      opened = new Promise((resolve) => {
        open = resolve;
      });
      stopping.addEventListener('abort', open);
      return open;
    },
  };
};

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const ended = async (child: ChildProcess): Promise<void> => {
  if (!hasEnded(child)) await once(child, 'exit');
};

const endInOrder = async (child: ChildProcess): Promise<void> => {
  if (!hasEnded(child)) child.kill('SIGTERM');
  const overdue = setTimeout(() => child.kill('SIGKILL'), graceMilliseconds);
  await ended(child);
  clearTimeout(overdue);
};

const endAtOnce = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL');
  await ended(child);
};

/** Starts a service and keeps it running until it is stopped. */
export const supervise = async (options: ServiceOptions): Promise<SupervisedService> => {
  const { name, dataDir, onDeath } = options;
  await Promise.all([mkdir(join(dataDir, 'logs'), { recursive: true }), mkdir(pidFolder(dataDir), { recursive: true })]);
  const stopping = new AbortController();
  const isStopped = (): boolean => stopping.signal.aborted;
  const gate = gateOf(stopping.signal);
  let deaths = 0;
  const logStart = await sizeOfLog(dataDir, name);
  let run = await launch(options);
  const watch = async (): Promise<void> => {
    let wait = firstPause;
    while (!isStopped()) {
      const since = performance.now();
      const { child } = run;
      await ended(child);
      if (isStopped()) return;
      deaths += 1;
      wait = performance.now() - since > wellAfter ? firstPause : wait;
      onDeath(name, child.signalCode ?? `exit code ${String(child.exitCode)}`, wait);
      await pause(wait, undefined, { signal: stopping.signal }).catch(() => undefined);
      await gate.open();
      wait = Math.min(wait * 2, longestPause);
      if (!isStopped()) run = await launch(options);
    }
  };
  const watching = watch();
  const kill = (): Promise<void> => endAtOnce(run.child);
  return {
    name,
    deaths: () => deaths,
    isStopped,
    isReady: () => run.isReady() && !hasEnded(run.child),
    lastWords: () => lastLines(logFileOf(dataDir, name), logStart),
    kill,
    hold: async () => {
      const open = gate.close();
      await kill();
      return open;
    },
    stop: async () => {
      stopping.abort();
      await endInOrder(run.child);
      await watching;
      // A restart may just have been under way.
      await endInOrder(run.child);
      await rm(join(pidFolder(dataDir), `${name}.pid`), { force: true });
    },
  };
};
