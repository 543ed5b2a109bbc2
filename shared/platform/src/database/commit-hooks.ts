/** An event as a commit has put it into the outbox. */
export type OutboxRow = {
  readonly id: string;
  readonly subject: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly aggregateVersion: number;
  /** The version of the event before this one, of the same aggregate; 0 when it is the first. */
  readonly follows: number;
  readonly payload: string;
};

/** Hears of the events of a commit, in their order. */
export type CommitListener = (rows: readonly OutboxRow[]) => void;

/** Lets the relay and live followers of this process know of a commit at once, before any poll would. */
export const commitHooks = (): { announce: CommitListener; listen: (listener: CommitListener) => () => void } => {
  const listeners = new Set<CommitListener>();
  return {
    announce: (rows) => {
      for (const listener of listeners) listener(rows);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
