/** Runs tasks with limited concurrency and a limited queue. Returns 'full' for the rest. */
export type BoundedQueue = { readonly run: <T>(work: () => Promise<T>) => Promise<T | 'full'> };

export const boundedQueue = ({
  concurrency: concurrency,
  maxWaiting,
}: {
  readonly concurrency: number;
  readonly maxWaiting: number;
}): BoundedQueue => {
  const waiting: (() => void)[] = [];
  const state = { running: 0 };
  const enter = async (): Promise<void> => {
    if (state.running < concurrency) {
      state.running += 1;
      return;
    }
    // A finished task passes its slot on, so `running` does not change.
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) state.running -= 1;
    else next();
  };
  return {
    run: async (work) => {
      if (state.running >= concurrency && waiting.length >= maxWaiting) return 'full';
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
};
