/** A queue of work by key. Work with the same key runs sequentially, with different keys concurrently. */
export type KeyedQueue = {
  readonly run: <T>(key: string, work: () => Promise<T>) => Promise<T>;
  /** Resolves when all work queued so far has ended, also if it failed. */
  readonly idle: () => Promise<void>;
};

/**
 * Lets writers of one aggregate in a process wait for each other instead of causing write conflicts. Between replicas, the version of the
 * aggregate decides.
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
