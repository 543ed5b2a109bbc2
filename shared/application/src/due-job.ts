import { isRefused, type Cause, type Duration, type Instant } from '@marketplace/kernel';
import { inBatches } from './batches';
import { StaleWrite, type Alert, type Retry, type SystemCause } from './ports';

/** The services for a run of a job. */
export type JobRun = {
  /** The time at which the run began. */
  readonly now: Instant;
  readonly systemCause: SystemCause;
  readonly retry: Retry;
  readonly alert: Alert;
};

/** Work that is repeated at an interval. The due time is stored in the table `jobs`, which replicas share. */
export type Job = {
  readonly name: string;
  readonly every: Duration;
  /** Runs the job in each replica, starting when the process starts, without a row in the table. For data in the memory of a process. */
  readonly inEveryReplica?: boolean;
  /** Handles what is due. Returns the number of changes. If it throws, the error is logged and the job is due again as usual. */
  readonly run: (run: JobRun) => Promise<number>;
};

/** Either handled items are no longer due, or they can stay due and are read in the order of a key, once per run. */
type Finding<T> =
  | { readonly due: (limit: number, now: Instant) => Promise<readonly T[]> }
  | { readonly dueAfter: (last: T | undefined, limit: number, now: Instant) => Promise<readonly T[]> };

export type DueWork<T> = Pick<Job, 'name' | 'every'> &
  Finding<T> & {
    /** Handles one item. A refusal or 0 means no change; another number is the number of changes. */
    readonly handle: (item: T, cause: Cause, run: JobRun) => Promise<unknown>;
    /** The correlation ID of an item. By default, each item has a new one. */
    readonly correlationIdOf?: (item: T) => string;
    /** Handles the items of a batch concurrently. By default, they are handled sequentially. */
    readonly concurrent?: boolean;
    /** On a write conflict, retries the item (default), or skips it until the next run. */
    readonly onConflict?: 'retry' | 'skip';
    /** Handles the failure of an item. By default, the run fails after all items of the batch were handled. */
    readonly onFailure?: (error: unknown, item: T, run: JobRun) => void;
    /** The number of items per batch (100), and the maximum number of batches per run (20; unlimited for items that stay due). */
    readonly batch?: number;
    readonly batches?: number;
  };

const countOf = (outcome: unknown): number => {
  if (isRefused(outcome)) return 0;
  return typeof outcome === 'number' ? outcome : 1;
};

const handleOne = async <T>(work: DueWork<T>, item: T, run: JobRun): Promise<number> => {
  const { handle, correlationIdOf, onConflict = 'retry' } = work;
  const cause = run.systemCause(correlationIdOf?.(item));
  const handleItem = (): Promise<unknown> => handle(item, cause, run);
  if (onConflict === 'retry') return countOf(await run.retry(handleItem));
  try {
    return countOf(await handleItem());
  } catch (error) {
    if (error instanceof StaleWrite) return 0;
    throw error;
  }
};

/** The error for the failed items of a batch. */
const batchError = (failures: readonly unknown[], all: number): unknown =>
  failures.length === 1
    ? failures[0]
    : new AggregateError(failures, `${failures.length} of ${all} items failed, the first with: ${String(failures[0])}`);

/** Handles all items of a batch, even if some fail. */
const handleBatch = async <T>(work: DueWork<T>, items: readonly T[], run: JobRun): Promise<number> => {
  let changed = 0;
  const failures: unknown[] = [];
  const handled = async (item: T): Promise<void> => {
    try {
      const count = await handleOne(work, item, run);
      changed += count;
    } catch (error) {
      if (work.onFailure === undefined) failures.push(error);
      else work.onFailure(error, item, run);
    }
  };
  if (work.concurrent === true) await Promise.all(items.map(handled));
  else for (const item of items) await handled(item);
  if (failures.length > 0) throw batchError(failures, items.length);
  return changed;
};

/** Creates a job that finds due items in batches and handles each with its own cause. */
export const dueJob = <T>(work: DueWork<T>): Job => {
  const { name, every, batch = 100, batches = 'dueAfter' in work ? Infinity : 20 } = work;
  return {
    name,
    every,
    run: (run) =>
      inBatches<T>({
        maxBatches: batches,
        next: (last) => ('due' in work ? work.due(batch, run.now) : work.dueAfter(last, batch, run.now)),
        handle: (items) => handleBatch(work, items, run),
        // If handled items are no longer due, a batch without changes would only be found again.
        isMore: (items, changed) => items.length >= batch && (changed > 0 || 'dueAfter' in work),
      }),
  };
};
