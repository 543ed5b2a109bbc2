/** Runs work under a key. Work under the same key runs one after the other, under different keys side by side. */
export type KeyedQueue = {
  readonly run: <T>(key: string, work: () => Promise<T>) => Promise<T>;
  /** Resolves when all work that was queued so far is done, also where it failed. */
  readonly idle: () => Promise<void>;
};

/**
 * Lets writers of one aggregate wait for each other instead of racing, which only one of them can win. It orders the
 * work of one process: between replicas the version of the aggregate decides.
 */
export const keyedQueue = (): KeyedQueue => {
  const tails = new Map<string, Promise<void>>();
  return {
    run: (key, work) => {
      const turn = (tails.get(key) ?? Promise.resolve()).then(work);
      const tail: Promise<void> = turn
        .then(
          () => undefined,
          () => undefined,
        )
        .finally(() => {
          if (tails.get(key) === tail) tails.delete(key);
        });
      tails.set(key, tail);
      return turn;
    },
    idle: async () => {
      await Promise.all(tails.values());
    },
  };
};
