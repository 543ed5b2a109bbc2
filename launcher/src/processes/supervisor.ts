import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endLeftover, lastLines } from '@marketplace/servers';
import { serviceMain } from '../command/paths';

/** The program and the environment of a service process. */
export type ServiceOptions = {
  readonly name: string;
  /** The JavaScript file to run. */
  readonly program: string;
  readonly dataDir: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Called when the process exits unexpectedly. */
  readonly onExit: (name: string, how: string, restartInMs: number) => void;
};

/** A service that is restarted whenever it exits. */
export type SupervisedService = {
  readonly name: string;
  /** The number of unexpected exits. */
  readonly exitCount: () => number;
  readonly isStopped: () => boolean;
  /** True when the current process has reported that it is ready. */
  readonly isReady: () => boolean;
  /** The last log lines since the start, for error messages. */
  readonly lastLogLines: () => Promise<string>;
  /** Kills the process. It is restarted. */
  readonly kill: () => Promise<void>;
  /** Kills the process and keeps it down until the returned function is called. */
  readonly hold: () => Promise<() => void>;
  /** Stops the process gracefully. It is not restarted. */
  readonly stop: () => Promise<void>;
};

const firstDelay = 100;
const longestDelay = 10_000;
// After this runtime a process counts as stable, and the restart delay is reset.
const stableAfter = 30_000;
const graceMilliseconds = 15_000;

const pidFolder = (dataDir: string): string => join(dataDir, 'services');

/** The log file of a service. */
export const logFileOf = (dataDir: string, name: string): string => join(dataDir, 'logs', `${name}.log`);

/** Ends services that a killed launcher has left behind, which may occupy ports. Only for the owner of the data folder. */
export const endLeftoverServices = async (dataDir: string): Promise<void> => {
  const names = await readdir(pidFolder(dataDir)).catch(() => []);
  const end = async (file: string): Promise<void> => {
    await endLeftover(join(pidFolder(dataDir), file), serviceMain(file.replace(/\.pid$/, '')));
    await rm(join(pidFolder(dataDir), file), { force: true });
  };
  await Promise.all(names.map(end));
};

type RunningProcess = { readonly child: ChildProcess; readonly isReady: () => boolean };

/**
 * Starts the process in its own session: Ctrl-C in the terminal reaches only the launcher, which stops services in order. The IPC
 * channel reports readiness. It closes when the launcher exits for any reason, and then the service exits too.
 */
const launch = async ({ name, program, dataDir, variables }: ServiceOptions): Promise<RunningProcess> => {
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

/** A gate that delays restarts while it is closed. It opens when the returned function is called or the service is stopping. */
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

const untilEnded = async (child: ChildProcess): Promise<void> => {
  if (!hasEnded(child)) await once(child, 'exit');
};

const terminate = async (child: ChildProcess): Promise<void> => {
  if (!hasEnded(child)) child.kill('SIGTERM');
  const overdue = setTimeout(() => child.kill('SIGKILL'), graceMilliseconds);
  await untilEnded(child);
  clearTimeout(overdue);
};

const killAndWait = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL');
  await untilEnded(child);
};

/** Starts a service and restarts it until it is stopped. */
export const supervise = async (options: ServiceOptions): Promise<SupervisedService> => {
  const { name, dataDir, onExit } = options;
  await Promise.all([mkdir(join(dataDir, 'logs'), { recursive: true }), mkdir(pidFolder(dataDir), { recursive: true })]);
  const stopping = new AbortController();
  const isStopped = (): boolean => stopping.signal.aborted;
  const gate = gateOf(stopping.signal);
  let exits = 0;
  const logStart = await sizeOfLog(dataDir, name);
  let current = await launch(options);
  const watch = async (): Promise<void> => {
    let wait = firstDelay;
    while (!isStopped()) {
      const since = performance.now();
      const { child } = current;
      await untilEnded(child);
      if (isStopped()) return;
      exits += 1;
      wait = performance.now() - since > stableAfter ? firstDelay : wait;
      onExit(name, child.signalCode ?? `exit code ${String(child.exitCode)}`, wait);
      await pause(wait, undefined, { signal: stopping.signal }).catch(() => undefined);
      await gate.open();
      wait = Math.min(wait * 2, longestDelay);
      if (!isStopped()) current = await launch(options);
    }
  };
  const watching = watch();
  const kill = (): Promise<void> => killAndWait(current.child);
  return {
    name,
    exitCount: () => exits,
    isStopped,
    isReady: () => current.isReady() && !hasEnded(current.child),
    lastLogLines: () => lastLines(logFileOf(dataDir, name), logStart),
    kill,
    hold: async () => {
      const open = gate.close();
      await kill();
      return open;
    },
    stop: async () => {
      stopping.abort();
      await terminate(current.child);
      await watching;
      // A restart may have been in progress.
      await terminate(current.child);
      await rm(join(pidFolder(dataDir), `${name}.pid`), { force: true });
    },
  };
};
