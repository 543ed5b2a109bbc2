/** The stop functions of everything that was started, run in reverse order, also when the start fails. */
export type Stopping = {
  readonly add: (stop: () => Promise<unknown>) => void;
  /** Stops everything in reverse order. A second call waits for the first. */
  readonly stop: () => Promise<void>;
};

const createStopping = (): Stopping => {
  const stops: (() => Promise<unknown>)[] = [];
  let stopped: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    const faults: unknown[] = [];
    for (const stop of stops.reverse()) await stop().catch((fault: unknown) => faults.push(fault));
    if (faults.length > 0) throw new AggregateError(faults, 'Some parts failed to stop');
  };
  return { add: (stop) => void stops.push(stop), stop: () => (stopped ??= stopAll()) };
};

/** Runs a start. If it fails, everything that was started before is stopped. */
export const withStopping = async <T>(start: (stopping: Stopping) => Promise<T>): Promise<T> => {
  const stopping = createStopping();
  try {
    return await start(stopping);
  } catch (fault) {
    await stopping.stop().catch(() => undefined);
    throw fault;
  }
};
