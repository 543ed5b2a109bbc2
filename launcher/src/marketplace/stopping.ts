/** What was started, in order, so that it can be stopped the other way round: also when the start fails half way. */
export type Stopping = {
  readonly add: (stop: () => Promise<unknown>) => void;
  /** Stops everything, the last started first. A second call waits for the first. */
  readonly stop: () => Promise<void>;
};

const createStopping = (): Stopping => {
  const stops: (() => Promise<unknown>)[] = [];
  let stopped: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    const faults: unknown[] = [];
    for (const stop of stops.reverse()) await stop().catch((fault: unknown) => faults.push(fault));
    if (faults.length > 0) throw new AggregateError(faults, 'Not everything stopped in order');
  };
  return { add: (stop) => void stops.push(stop), stop: () => (stopped ??= run()) };
};

/** Starts with a way back: what was started before a failure is stopped again. */
export const withStopping = async <T>(start: (stopping: Stopping) => Promise<T>): Promise<T> => {
  const stopping = createStopping();
  try {
    return await start(stopping);
  } catch (fault) {
    await stopping.stop().catch(() => undefined);
    throw fault;
  }
};
