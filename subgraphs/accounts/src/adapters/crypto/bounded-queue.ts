/** Runs a few pieces of work at once, lets some wait, and turns the rest away. */
export type BoundedQueue = { readonly run: <T>(work: () => Promise<T>) => Promise<T | 'full'> };

export const boundedQueue = ({ atOnce, waiting: places }: { readonly atOnce: number; readonly waiting: number }): BoundedQueue => {
  const waiting: (() => void)[] = [];
  const state = { running: 0 };
  const enter = async (): Promise<void> => {
    if (state.running < atOnce) {
      state.running += 1;
      return;
    }
    // Work that ends hands its place on, so `running` stays as it is.
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) state.running -= 1;
    else next();
  };
  return {
    run: async (work) => {
      if (state.running >= atOnce && waiting.length >= places) return 'full';
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
};
