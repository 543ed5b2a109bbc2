import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endLeftover } from '@marketplace/servers';
import { serviceMain } from './paths';

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
  /** Ends the process as a crash would; it is started again. */
  readonly kill: () => Promise<void>;
  /** Ends the process as a crash would, and keeps it down until the word to start it again. */
  readonly hold: () => Promise<() => void>;
  /** Lets it finish in order, for good. */
  readonly stop: () => Promise<void>;
};

const firstPause = 100;
const longestPause = 10_000;
// Who ran this long was well; the next death starts from the shortest pause again.
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

/** In a session of its own: Ctrl-C in the terminal reaches only us, and we stop services in order. */
const launch = async ({ name, program, dataDir, variables }: ServiceOptions): Promise<ChildProcess> => {
  const log = await open(logFileOf(dataDir, name), 'a');
  try {
    const options = { detached: true, cwd: dataDir, env: variables };
    const child = spawn(process.execPath, [program], { ...options, stdio: ['ignore', log.fd, log.fd] });
    await once(child, 'spawn');
    await writeFile(join(pidFolder(dataDir), `${name}.pid`), `${String(child.pid)}\n`);
    return child;
  } finally {
    await log.close();
  }
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

const running = new Set<() => ChildProcess>();

/** Should we end without having stopped them, they are told to end then. */
const endWithUs = (): void => running.forEach((current) => void current().kill('SIGTERM'));

const keepTrack = (current: () => ChildProcess): void => {
  if (running.size === 0) process.on('exit', endWithUs);
  running.add(current);
};

const loseTrack = (current: () => ChildProcess): void => {
  running.delete(current);
  if (running.size === 0) process.off('exit', endWithUs);
};

/** Starts a service and keeps it running until it is stopped. */
export const supervise = async (options: ServiceOptions): Promise<SupervisedService> => {
  const { name, dataDir, onDeath } = options;
  await Promise.all([mkdir(join(dataDir, 'logs'), { recursive: true }), mkdir(pidFolder(dataDir), { recursive: true })]);
  const stopping = new AbortController();
  const isStopped = (): boolean => stopping.signal.aborted;
  const gate = gateOf(stopping.signal);
  let deaths = 0;
  let child = await launch(options);
  const current = (): ChildProcess => child;
  keepTrack(current);
  const watch = async (): Promise<void> => {
    let wait = firstPause;
    while (!isStopped()) {
      const since = performance.now();
      await ended(child);
      if (isStopped()) return;
      deaths += 1;
      wait = performance.now() - since > wellAfter ? firstPause : wait;
      onDeath(name, child.signalCode ?? `exit code ${String(child.exitCode)}`, wait);
      await pause(wait, undefined, { signal: stopping.signal }).catch(() => undefined);
      await gate.open();
      wait = Math.min(wait * 2, longestPause);
      if (!isStopped()) child = await launch(options);
    }
  };
  const watching = watch();
  const kill = (): Promise<void> => endAtOnce(child);
  return {
    name,
    deaths: () => deaths,
    isStopped,
    kill,
    hold: async () => {
      const open = gate.close();
      await kill();
      return open;
    },
    stop: async () => {
      stopping.abort();
      await endInOrder(child);
      await watching;
      // A restart may just have been under way.
      await endInOrder(child);
      loseTrack(current);
      await rm(join(pidFolder(dataDir), `${name}.pid`), { force: true });
    },
  };
};

/** The last thing a service said, for the message about its end. */
export const lastWords = async (dataDir: string, name: string): Promise<string> => {
  const text = await readFile(logFileOf(dataDir, name), 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-8).join('\n');
};
