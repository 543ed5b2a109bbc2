/** How long each part of the start took, in milliseconds, in the order in which they ended. Parts run at the same time. */
export type Timings = Readonly<Record<string, number>>;

export type Stopwatch = {
  readonly time: <T>(part: string, work: () => T | Promise<T>) => Promise<T>;
  readonly timings: () => Timings;
};

export const createStopwatch = (): Stopwatch => {
  const parts: Record<string, number> = {};
  const begin = performance.now();
  return {
    time: async (part, work) => {
      const start = performance.now();
      const result = await work();
      parts[part] = Math.round(performance.now() - start);
      return result;
    },
    timings: () => ({ ...parts, total: Math.round(performance.now() - begin) }),
  };
};
