import { readFileSync } from 'node:fs';
import { isRunByNpm } from './env';

type Stoppable = { readonly stop: () => Promise<void> };

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A terminal sends Ctrl-C to npm and to this process, and npm forwards it: signals within this time are the same request. */
const repeatedSignalMilliseconds = 1_000;

const pollMilliseconds = 500;

const stopTimeoutMilliseconds = 30_000;

/** The parent and the command line of a process; undefined if the system does not provide them. */
const readProcess = (pid: number): { readonly parent: string; readonly command: string } | undefined => {
  try {
    const [stat = '', command = ''] = ['stat', 'cmdline'].map((file) => readFileSync(`/proc/${pid.toString()}/${file}`, 'utf8'));
    return { parent: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? '', command };
  } catch {
    return undefined;
  }
};

/** The parent process. If it is a shell of npm, which can outlive npm, the npm process too. */
const parentProcesses = (): string => {
  const shell = readProcess(process.ppid);
  return shell?.command.startsWith('sh\0-c\0') === true ? `${process.ppid.toString()} ${shell.parent}` : process.ppid.toString();
};

/** Calls back when npm or its shell has exited: an orphaned process gets another parent. */
const onOrphaned = (callback: () => void): NodeJS.Timeout | undefined => {
  if (!isRunByNpm()) return undefined;
  const before = parentProcesses();
  const check = (): void => {
    if (parentProcesses() !== before) callback();
  };
  return setInterval(check, pollMilliseconds).unref();
};

/** Calls back when the process that started this one over an IPC channel has exited. The channel does not keep this process alive. */
const onDisconnected = (callback: () => void): void => {
  if (process.channel === undefined) return;
  process.once('disconnect', callback);
  process.channel.unref();
};

/** Exits without waiting any longer. Servers have guards, and child processes notice the exit. */
const forceExit = (): void => {
  console.error(`Not everything stopped within ${(stopTimeoutMilliseconds / 1_000).toString()} s; the rest was killed.`);
  process.exit(1);
};

/** Aborts on a signal or when the parent process has exited. A later Ctrl-C ends the process immediately. */
const stopRequests = (): { readonly signal: AbortSignal; readonly dispose: () => void } => {
  const request = new AbortController();
  let requestedAt: number | undefined;
  const requestStop = (): void => {
    if (request.signal.aborted) return;
    requestedAt = performance.now();
    setTimeout(forceExit, stopTimeoutMilliseconds).unref();
    console.log('\nStopping...');
    request.abort();
  };
  const onSignal = (): void => {
    if (requestedAt !== undefined && performance.now() - requestedAt > repeatedSignalMilliseconds) process.exit(130);
    requestStop();
  };
  signals.forEach((signal) => process.on(signal, onSignal));
  // A write to a closed terminal must not prevent a graceful stop.
  [process.stdout, process.stderr].forEach((stream) => stream.on('error', () => undefined));
  onDisconnected(requestStop);
  const watch = onOrphaned(requestStop);
  return { signal: request.signal, dispose: () => clearInterval(watch) };
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Starts, unless a stop is requested meanwhile. Errors after the request are ignored. */
const startUnlessStopped = async <T>(start: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T | undefined> => {
  try {
    return await start(signal);
  } catch (fault) {
    if (!signal.aborted) throw fault;
    return undefined;
  }
};

/**
 * Runs something until a stop is requested, also during its start: the signal of `start` is aborted and `start` stops what it has
 * started. A stop that takes too long ends the process, and a leftover in the event loop does not keep a stopped process running.
 */
export const runUntilStopped = async <T extends Stoppable>(
  start: (signal: AbortSignal) => Promise<T>,
  ready: (running: T) => Promise<void> | void,
): Promise<void> => {
  const { signal, dispose } = stopRequests();
  const stopRequested = aborted(signal);
  try {
    const running = await startUnlessStopped(start, signal);
    try {
      if (running !== undefined && !signal.aborted) {
        const reporting = Promise.resolve(ready(running));
        // Errors after the stop request are caused by it.
        reporting.catch(() => undefined);
        await Promise.race([stopRequested, reporting.then(() => stopRequested)]);
      }
    } finally {
      await running?.stop();
    }
  } finally {
    dispose();
  }
  if (signal.aborted) process.exit();
};
