/** Global setup and teardown are loaded apart from each other; the process's global object is all that they share. */
const kept = globalThis as typeof globalThis & { marketplaceTeardown?: (() => Promise<void>) | undefined };

export const tearDown = async (): Promise<void> => {
  await kept.marketplaceTeardown?.();
  kept.marketplaceTeardown = undefined;
};

/** Jest skips its teardown on Ctrl-C; the servers, in a session of their own, would run on. */
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
