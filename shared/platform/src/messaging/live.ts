import { aggregateHeader, versionHeader, type Broker } from './broker';
import type { Database } from '../database/database';
import { wakeableSleep, type WakeableSleep } from '../core/wakeable-sleep';

export type Follow<T> = {
  readonly aggregateId: string;
  /** Everything with a higher version is delivered. */
  readonly after: number;
  /** Reads, in order of version, what came after a version. The database is the truth; a wake-up only says to look. */
  readonly read: (after: number) => Promise<readonly T[]>;
  readonly version: (item: T) => number;
  /** Ends the stream after an item that nothing can follow. */
  readonly until?: (item: T) => boolean;
  /**
   * For items that are snapshots, each of which replaces the one before: at most one per this many milliseconds. The last
   * one (`until`) is never held back, nor is one that somebody must act upon (`urgent`).
   */
  readonly pace?: number;
  readonly urgent?: (item: T) => boolean;
};

/** Streams what happens to one aggregate: first its history after a version, then live; never a gap, never twice. */
export type Live = { readonly follow: <T>(options: Follow<T>) => AsyncIterableIterator<T> };

// A wake-up can be lost with the broker; a quiet stream looks for itself this often.
const lookMilliseconds = 5_000;

type Follower = { readonly iterator: AsyncIterableIterator<unknown>; readonly wake: (version: number | undefined) => void };

/** Where a follower is; `stale` says that there may be more in the database than it has read. */
type Progress<T> = { after: number; done: boolean; stale: boolean; buffer: T[]; deliveredAt: number };

const startOf = <T>({ after }: Follow<T>): Progress<T> => ({
  after,
  done: false,
  stale: true,
  buffer: [],
  deliveredAt: Number.NEGATIVE_INFINITY,
});

/** How long the newest item must wait for its turn; a newer one may replace it meanwhile. */
const holdOf = <T>({ pace, until, urgent }: Follow<T>, { buffer, deliveredAt }: Progress<T>): number => {
  const newest = buffer.at(-1);
  if (pace === undefined || newest === undefined || until?.(newest) === true || urgent?.(newest) === true) return 0;
  return Math.max(0, deliveredAt + pace - performance.now());
};

const look = async <T>(options: Follow<T>, state: Progress<T>): Promise<void> => {
  state.stale = false;
  const found = await options.read(state.after);
  const newest = found.at(-1);
  if (newest === undefined) return;
  state.after = options.version(newest);
  state.buffer = options.pace === undefined ? [...state.buffer, ...found] : [newest];
};

type Means = { readonly alarm: WakeableSleep; readonly end: () => IteratorReturnResult<undefined>; readonly lookEvery: number };

const nextItem = async <T>(
  options: Follow<T>,
  state: Progress<T>,
  { alarm, end, lookEvery }: Means,
): Promise<IteratorResult<T, undefined>> => {
  const isDone = (): boolean => state.done;
  while (!isDone()) {
    if (state.stale && (options.pace !== undefined || state.buffer.length === 0)) await look(options, state);
    const hold = holdOf(options, state);
    const item = hold > 0 ? undefined : state.buffer.shift();
    if (item !== undefined) {
      state.deliveredAt = performance.now();
      if (options.until?.(item) === true) end();
      return { done: false, value: item };
    }
    await alarm.sleep(hold > 0 ? hold : lookEvery);
    if (hold === 0) state.stale = true;
  }
  return end();
};

const iterate = <T>(options: Follow<T>, state: Progress<T>, means: Means): AsyncIterableIterator<T> => {
  const iterator: AsyncIterableIterator<T> = {
    next: () =>
      nextItem(options, state, means).catch((error: unknown) => {
        means.end();
        throw error;
      }),
    return: () => Promise.resolve(means.end()),
    throw: (error) => {
      means.end();
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
};

/** Who follows which aggregate. */
const createFollowers = () => {
  const byAggregate = new Map<string, Set<Follower>>();
  return {
    of: (aggregateId: string): Iterable<Follower> => byAggregate.get(aggregateId) ?? [],
    isEmpty: (): boolean => byAggregate.size === 0,
    all: (): readonly Follower[] => [...byAggregate.values()].flatMap((siblings) => [...siblings]),
    add: (aggregateId: string, follower: Follower): void => {
      byAggregate.set(aggregateId, (byAggregate.get(aggregateId) ?? new Set()).add(follower));
    },
    remove: (aggregateId: string, follower: Follower): void => {
      const siblings = byAggregate.get(aggregateId);
      siblings?.delete(follower);
      if (siblings?.size === 0) byAggregate.delete(aggregateId);
    },
  };
};

/** A follower's iterator, and the way to wake it. */
const followerOf = <T>(
  options: Follow<T>,
  { dispose, lookEvery }: { dispose: () => void; lookEvery: number },
): Follower & { readonly iterator: AsyncIterableIterator<T> } => {
  const alarm = wakeableSleep();
  const state = startOf(options);
  const end = (): IteratorReturnResult<undefined> => {
    state.done = true;
    alarm.wake();
    dispose();
    return { done: true, value: undefined };
  };
  return {
    iterator: iterate(options, state, { alarm, end, lookEvery }),
    wake: (version) => {
      // The same commit is heard of twice, from this process and through the broker; who has read it need not look again.
      if (version !== undefined && version <= state.after) return;
      state.stale = true;
      alarm.wake();
    },
  };
};

/** Followers of this process are woken by its own commits at once, and by those of other replicas through the broker. */
export const startLive = (
  context: string,
  db: Database,
  { broker, lookEvery = lookMilliseconds }: { readonly broker: Broker; readonly lookEvery?: number },
): Live & { readonly stop: () => Promise<void>; readonly followerCount: () => number } => {
  const followers = createFollowers();
  const wake = (aggregateId: string, version: number | undefined): void => {
    for (const follower of followers.of(aggregateId)) follower.wake(version);
  };
  const unlisten = db.onCommit((rows) => {
    if (followers.isEmpty()) return;
    // Later events of an aggregate stand behind earlier ones, so its last version remains.
    const versions = new Map(rows.map((row) => [row.aggregateId, row.aggregateVersion]));
    for (const [aggregateId, version] of versions) wake(aggregateId, version);
  });
  const subscription = broker.connection.subscribe(`evt.${context}.>`, {
    callback: (_error, message) => {
      if (followers.isEmpty()) return;
      const version = message.headers?.get(versionHeader) ?? '';
      wake(message.headers?.get(aggregateHeader) ?? '', version === '' ? undefined : Number(version));
    },
  });
  return {
    follow: (options) => {
      const { aggregateId } = options;
      const dispose = (): void => {
        followers.remove(aggregateId, follower);
      };
      const follower = followerOf(options, { dispose, lookEvery });
      followers.add(aggregateId, follower);
      return follower.iterator;
    },
    followerCount: () => followers.all().length,
    stop: async () => {
      unlisten();
      if (!subscription.isClosed()) subscription.unsubscribe();
      for (const { iterator } of followers.all()) await iterator.return?.();
    },
  };
};
