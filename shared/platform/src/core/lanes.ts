/** Messages of one aggregate one after the other, of different aggregates side by side. */
export const createLanes = (): { run: (key: string, work: () => Promise<void>) => Promise<void>; idle: () => Promise<void> } => {
  const tails = new Map<string, Promise<void>>();
  return {
    run: (key, work) => {
      const tail = (tails.get(key) ?? Promise.resolve()).then(work).finally(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
      tails.set(key, tail);
      return tail;
    },
    idle: async () => {
      await Promise.allSettled(tails.values());
    },
  };
};
