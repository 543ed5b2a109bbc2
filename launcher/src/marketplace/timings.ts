/** The duration of each phase of the start in milliseconds, in order of completion. Phases overlap. */
export type Timings = Readonly<Record<string, number>>;

export type Stopwatch = {
  readonly time: <T>(phase: string, work: () => T | Promise<T>) => Promise<T>;
  readonly timings: () => Timings;
};

export const createStopwatch = (): Stopwatch => {
  const phases: Record<string, number> = {};
  const begin = performance.now();
  return {
    time: async (phase, work) => {
      const start = performance.now();
      const result = await work();
      phases[phase] = Math.round(performance.now() - start);
      return result;
    },
    timings: () => ({ ...phases, total: Math.round(performance.now() - begin) }),
  };
};
