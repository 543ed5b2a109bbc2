import { isRefused, type Cause, type Duration, type Instant } from '@marketplace/kernel';
import { inBatches } from './batches';
import { StaleWrite, type Alert, type Retry, type SystemCause } from './ports';

/** What a run of a job gets from the platform. */
export type JobRun = {
  /** When the run began. */
  readonly now: Instant;
  readonly systemCause: SystemCause;
  readonly retry: Retry;
  readonly alert: Alert;
};

/** Work that is due again and again. The due time is in the table `jobs`, so replicas share it and restarts keep it. */
export type Job = {
  readonly name: string;
  readonly every: Duration;
  /** For what a process has in its memory: each replica runs it for itself, first at its start, and the table does not know of it. */
  readonly inEveryReplica?: boolean;
  /** Does what is due; returns how many things it changed. A throw is logged, and the job is due again as usual. */
  readonly run: (run: JobRun) => Promise<number>;
};

/** Either handled items are no longer due, or they may stay due and are read in the order of a key, each once in a run. */
type Finding<T> =
  | { readonly due: (limit: number, now: Instant) => Promise<readonly T[]> }
  | { readonly dueAfter: (last: T | undefined, limit: number, now: Instant) => Promise<readonly T[]> };

export type DueWork<T> = Pick<Job, 'name' | 'every'> &
  Finding<T> & {
    /** Handles one item. A refusal or 0 says that nothing changed, another number how many things did. */
    readonly handle: (item: T, cause: Cause, run: JobRun) => Promise<unknown>;
    /** The flow that an item belongs to. Without it each item begins a flow of its own. */
    readonly correlationIdOf?: (item: T) => string;
    /** Whether the items of a batch are handled at the same time. Without it one waits for the other. */
    readonly sideBySide?: boolean;
    /** When another writer was first: handles the item again (the default), or leaves it for the next run if it is still due. */
    readonly onLostRace?: 'retry' | 'skip';
    /** What a failed item does. Without it the run fails when all items of the batch have been handled. */
    readonly onFailure?: (error: unknown, item: T, run: JobRun) => void;
    /** How many items are read at once (100), and how many batches a run takes at most (20; of items that stay due, all). */
    readonly batch?: number;
    readonly batches?: number;
  };

const countOf = (outcome: unknown): number => {
  if (isRefused(outcome)) return 0;
  return typeof outcome === 'number' ? outcome : 1;
};

const handleOne = async <T>(work: DueWork<T>, item: T, run: JobRun): Promise<number> => {
  const { handle, correlationIdOf, onLostRace = 'retry' } = work;
  const cause = run.systemCause(correlationIdOf?.(item));
  const attempt = (): Promise<unknown> => handle(item, cause, run);
  if (onLostRace === 'retry') return countOf(await run.retry(attempt));
  try {
    return countOf(await attempt());
  } catch (error) {
    if (error instanceof StaleWrite) return 0;
    throw error;
  }
};

/** What to throw for the items of a batch that failed. */
const failureOf = (failures: readonly unknown[], all: number): unknown =>
  failures.length === 1
    ? failures[0]
    : new AggregateError(failures, `${failures.length} of ${all} items failed, the first with: ${String(failures[0])}`);

/** An item that fails does not keep the others waiting. */
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
  if (work.sideBySide === true) await Promise.all(items.map(handled));
  else for (const item of items) await handled(item);
  if (failures.length > 0) throw failureOf(failures, items.length);
  return changed;
};

/** A job on what is due: finds it a batch at a time, and handles each item for itself and under a cause of its own. */
export const dueJob = <T>(work: DueWork<T>): Job => {
  const { name, every, batch = 100, batches = 'dueAfter' in work ? Infinity : 20 } = work;
  return {
    name,
    every,
    run: (run) =>
      inBatches<T>({
        most: batches,
        next: (last) => ('due' in work ? work.due(batch, run.now) : work.dueAfter(last, batch, run.now)),
        handle: (items) => handleBatch(work, items, run),
        // Where handled items are no longer due, a batch in which nothing changed would only be found again.
        isMore: (items, changed) => items.length >= batch && (changed > 0 || 'dueAfter' in work),
      }),
  };
};
