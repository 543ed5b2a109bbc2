import { readFileSync } from 'node:fs';
import { isRunByNpm } from './env';

type Running = { readonly stop: () => Promise<void> };

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A terminal sends Ctrl-C to npm and to us, and npm passes it on: what comes right after the first is the same request. */
const echoMilliseconds = 1_000;

const lookMilliseconds = 500;

const longestStop = 30_000;

/** The parent of a process and its command line; nothing where the system does not tell. */
const readProcess = (pid: number): { readonly parent: string; readonly command: string } | undefined => {
  try {
    const [stat = '', command = ''] = ['stat', 'cmdline'].map((file) => readFileSync(`/proc/${pid.toString()}/${file}`, 'utf8'));
    return { parent: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? '', command };
  } catch {
    return undefined;
  }
};

/** Our parent; where that is npm's shell, which outlives npm, npm as well. */
const starters = (): string => {
  const shell = readProcess(process.ppid);
  return shell?.command.startsWith('sh\0-c\0') === true ? `${process.ppid.toString()} ${shell.parent}` : process.ppid.toString();
};

/** Calls back when npm is gone, or its shell; a process without a parent is given another one. */
const onOrphaned = (callback: () => void): NodeJS.Timeout | undefined => {
  if (!isRunByNpm()) return undefined;
  const before = starters();
  const look = (): void => {
    if (starters() !== before) callback();
  };
  return setInterval(look, lookMilliseconds).unref();
};

/** Calls back when the process that started us with a channel to it is gone. The channel does not keep this process alive. */
const onDisconnected = (callback: () => void): void => {
  if (process.channel === undefined) return;
  process.once('disconnect', callback);
  process.channel.unref();
};

/** The last resort: servers have guards, and children see that we are gone. */
const giveUp = (): void => {
  console.error(`Not everything stopped within ${(longestStop / 1_000).toString()} s; the rest was ended.`);
  process.exit(1);
};

/** Aborts when a signal, or the end of the process that started us, asks for our end. A later Ctrl-C ends the process at once. */
const stopRequests = (): { readonly signal: AbortSignal; readonly dispose: () => void } => {
  const request = new AbortController();
  let askedAt: number | undefined;
  const ask = (): void => {
    if (request.signal.aborted) return;
    askedAt = performance.now();
    setTimeout(giveUp, longestStop).unref();
    console.log('\nStopping...');
    request.abort();
  };
  const onSignal = (): void => {
    if (askedAt !== undefined && performance.now() - askedAt > echoMilliseconds) process.exit(130);
    ask();
  };
  signals.forEach((signal) => process.on(signal, onSignal));
  // Output of a process whose terminal or parent is gone goes nowhere, which must not keep it from stopping in order.
  [process.stdout, process.stderr].forEach((stream) => stream.on('error', () => undefined));
  onDisconnected(ask);
  const watch = onOrphaned(ask);
  return { signal: request.signal, dispose: () => clearInterval(watch) };
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Starts, unless the end is asked for meanwhile: what fails then failed because of that, or is of no interest any more. */
const startUnlessStopped = async <T>(start: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T | undefined> => {
  try {
    return await start(signal);
  } catch (fault) {
    if (!signal.aborted) throw fault;
    return undefined;
  }
};

/**
 * Runs something until its end is asked for, also while it starts: then `start` sees its signal aborted, and stops what it has
 * begun. A stop that takes too long ends the process, and nothing that is left in the event loop keeps a stopped one.
 */
export const runUntilStopped = async <T extends Running>(
  start: (signal: AbortSignal) => Promise<T>,
  ready: (running: T) => Promise<void> | void,
): Promise<void> => {
  const { signal, dispose } = stopRequests();
  const asked = aborted(signal);
  try {
    const running = await startUnlessStopped(start, signal);
    try {
      if (running !== undefined && !signal.aborted) {
        const announcing = Promise.resolve(ready(running));
        // What fails once the end is asked for fails because of that.
        announcing.catch(() => undefined);
        await Promise.race([asked, announcing.then(() => asked)]);
      }
    } finally {
      await running?.stop();
    }
  } finally {
    dispose();
  }
  if (signal.aborted) process.exit();
};
