/** Global setup and teardown are loaded separately and share only the global object of the process. */
const kept = globalThis as typeof globalThis & { marketplaceTeardown?: (() => Promise<void>) | undefined };

export const tearDown = async (): Promise<void> => {
  await kept.marketplaceTeardown?.();
  kept.marketplaceTeardown = undefined;
};

/** Stops the servers on Ctrl-C: Jest skips its teardown, and the servers run in another session. */
const tearDownOn = (name: NodeJS.Signals): void => {
  process.once(name, () => {
    void tearDown().finally(() => process.kill(process.pid, name));
  });
};

export const keepForTeardown = (run: () => Promise<void>): void => {
  kept.marketplaceTeardown = run;
  tearDownOn('SIGINT');
  tearDownOn('SIGTERM');
};
