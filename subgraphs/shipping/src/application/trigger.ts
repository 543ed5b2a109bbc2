import { keyedQueue } from '@marketplace/application';

/** Background work that a trigger starts. */
export type Trigger = {
  /** Starts the work, or one more run after the current one. Never throws and never waits. */
  readonly now: () => void;
  /** Resolves when no work is running or queued. */
  readonly idle: () => Promise<void>;
};

/** Starts work earlier than its job would. If the process dies, the job does the work, because the table lists what is due. */
export const createTrigger = (work: () => Promise<unknown>, failed: (error: unknown) => void): Trigger => {
  const queue = keyedQueue();
  let isQueued = false;
  return {
    now: () => {
      // The queued run has not read yet what is due, so it covers this trigger too.
      if (isQueued) return;
      isQueued = true;
      queue
        .run('work', () => {
          isQueued = false;
          return work();
        })
        .catch(failed);
    },
    idle: queue.idle,
  };
};
