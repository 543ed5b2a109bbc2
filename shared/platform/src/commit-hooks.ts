export type CommitListener = (aggregateIds: readonly string[]) => void;

/** Lets the relay and live followers of this process know of a commit at once, before any poll would. */
export const commitHooks = (): { announce: CommitListener; listen: (listener: CommitListener) => () => void } => {
  const listeners = new Set<CommitListener>();
  return {
    announce: (aggregateIds) => {
      for (const listener of listeners) listener(aggregateIds);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
