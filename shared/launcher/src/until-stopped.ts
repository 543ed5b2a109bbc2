type Running = { readonly stop: () => Promise<void> };

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A terminal sends Ctrl-C to npm and to us, and npm passes it on: what comes right behind the first is the same wish. */
const echoMilliseconds = 1_000;

/**
 * Runs something until a signal asks for its end. A signal while it starts waits for the start, so that nothing is left behind.
 * Only a second Ctrl-C, some time later, ends the process at once.
 */
export const runUntilStopped = async <T extends Running>(start: () => Promise<T>, ready: (running: T) => Promise<void> | void): Promise<void> => {
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
  try {
    const running = await start();
    try {
      if (askedAt === undefined) await ready(running);
      await asked;
      console.log('\nStopping...');
    } finally {
      await running.stop();
    }
  } finally {
    signals.forEach((signal) => process.off(signal, onSignal));
  }
};
