/** Hears which aggregates have changed, and the version that each has now. */
export type CommitListener = (aggregateIds: readonly string[], versions: ReadonlyMap<string, number>) => void;

/** Lets the relay and live followers of this process know of a commit at once, before any poll would. */
export const commitHooks = (): { announce: CommitListener; listen: (listener: CommitListener) => () => void } => {
  const listeners = new Set<CommitListener>();
  return {
    announce: (aggregateIds, versions) => {
      for (const listener of listeners) listener(aggregateIds, versions);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
