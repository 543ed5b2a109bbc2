/** Work that is done soon without anybody waiting for it. */
export type Trigger = {
  /** Starts the work, or has it done once more when it is under way. Never throws and never waits. */
  readonly now: () => void;
  /** Settles when nothing is under way. */
  readonly idle: () => Promise<void>;
};

/**
 * A head start for work that a job does anyway: what is due stands in a table, so a trigger that is lost with its process
 * only costs time.
 */
export const createTrigger = (work: () => Promise<unknown>, failed: (error: unknown) => void): Trigger => {
  const state = { again: false, underWay: undefined as Promise<void> | undefined };
  const turn = async (): Promise<void> => {
    do {
      state.again = false;
      await work();
    } while (state.again as boolean);
  };
  return {
    now: () => {
      if (state.underWay !== undefined) {
        state.again = true;
        return;
      }
      state.underWay = turn()
        .catch(failed)
        .finally(() => {
          state.underWay = undefined;
        });
    },
    idle: () => state.underWay ?? Promise.resolve(),
  };
};
