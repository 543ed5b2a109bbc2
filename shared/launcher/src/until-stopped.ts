import { isRunByNpm } from './env';

type Running = { readonly stop: () => Promise<void> };

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A terminal sends Ctrl-C to npm and to us, and npm passes it on: what comes right behind the first is the same wish. */
const echoMilliseconds = 1_000;

const lookMilliseconds = 500;

/** Calls back when whoever started us is gone; a process without a parent is given another one. */
const onOrphaned = (callback: () => void): NodeJS.Timeout | undefined => {
  const parent = process.ppid;
  const look = (): void => {
    if (process.ppid !== parent) callback();
  };
  return isRunByNpm() ? setInterval(look, lookMilliseconds).unref() : undefined;
};

/**
 * Runs something until a signal asks for its end. A signal while it starts waits for the start, so that nothing is left behind.
 * Only a second Ctrl-C, some time later, ends the process at once.
 */
export const runUntilStopped = async <T extends Running>(
  start: () => Promise<T>,
  ready: (running: T) => Promise<void> | void,
): Promise<void> => {
  let askedAt: number | undefined;
  let wake: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (wake = resolve));
  const onSignal = (): void => {
    const now = performance.now();
    if (askedAt !== undefined && now - askedAt > echoMilliseconds) process.exit(130);
    askedAt ??= now;
    wake();
  };
  signals.forEach((signal) => process.on(signal, onSignal));
  const watch = onOrphaned(wake);
  try {
    const running = await start();
    try {
      const telling = askedAt === undefined ? Promise.resolve(ready(running)) : asked;
      // What is told when the end is asked for may fail then: what it is about is being stopped.
      telling.catch(() => undefined);
      await Promise.race([asked, telling.then(() => asked)]);
      console.log('\nStopping...');
    } finally {
      await running.stop();
    }
  } finally {
    clearInterval(watch);
    signals.forEach((signal) => process.off(signal, onSignal));
  }
};
