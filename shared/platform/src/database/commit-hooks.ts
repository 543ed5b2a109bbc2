/** An event as a row of the outbox. */
export type OutboxRow = {
  readonly id: string;
  readonly subject: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly aggregateVersion: number;
  /** The version of the previous event of the aggregate; 0 for the first one. */
  readonly follows: number;
  readonly payload: string;
};

/** Receives the events of a commit, in order. */
export type CommitListener = (rows: readonly OutboxRow[]) => void;

/** Notifies the relay and the live streams of this process about commits, before they poll. */
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
