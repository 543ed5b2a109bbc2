import { aggregateHeader, versionHeader, type Broker } from './broker';
import type { Database } from '../database/database';
import { wakeableSleep, type WakeableSleep } from '../core/wakeable-sleep';

export type Follow<T> = {
  readonly aggregateId: string;
  /** Items with a higher version are delivered. */
  readonly after: number;
  /** Reads the items after a version, sorted by version. Wake-ups only trigger this read. */
  readonly read: (after: number) => Promise<readonly T[]>;
  readonly version: (item: T) => number;
  /** Returns true for the last item of the stream. */
  readonly until?: (item: T) => boolean;
  /**
   * For items that are snapshots and replace each other: the minimum number of milliseconds between two items. The last item (`until`) and
   * items that need a reaction (`urgent`) are never delayed.
   */
  readonly throttle?: number;
  readonly urgent?: (item: T) => boolean;
};

/** Streams the changes of one aggregate: first those after a version, then live, without gaps or duplicates. */
export type Live = { readonly follow: <T>(options: Follow<T>) => AsyncIterableIterator<T> };

// Wake-ups can be lost with the broker, so idle streams poll at this interval.
const pollMilliseconds = 5_000;

type Follower = { readonly iterator: AsyncIterableIterator<unknown>; readonly wake: (version: number | undefined) => void };

/** The state of a follower; `stale` means that the database may have newer items. */
type FollowerState<T> = { after: number; done: boolean; stale: boolean; buffer: T[]; deliveredAt: number };

const startOf = <T>({ after }: Follow<T>): FollowerState<T> => ({
  after,
  done: false,
  stale: true,
  buffer: [],
  deliveredAt: Number.NEGATIVE_INFINITY,
});

/** The remaining delay of the newest item, in milliseconds; a newer one can replace it meanwhile. */
const delayOf = <T>({ throttle: throttle, until, urgent }: Follow<T>, { buffer, deliveredAt }: FollowerState<T>): number => {
  const newest = buffer.at(-1);
  if (throttle === undefined || newest === undefined || until?.(newest) === true || urgent?.(newest) === true) return 0;
  return Math.max(0, deliveredAt + throttle - performance.now());
};

const poll = async <T>(options: Follow<T>, state: FollowerState<T>): Promise<void> => {
  state.stale = false;
  const found = await options.read(state.after);
  const newest = found.at(-1);
  if (newest === undefined) return;
  state.after = options.version(newest);
  state.buffer = options.throttle === undefined ? [...state.buffer, ...found] : [newest];
};

type FollowerControl = { readonly sleeper: WakeableSleep; readonly end: () => IteratorReturnResult<undefined>; readonly pollEvery: number };

const nextItem = async <T>(
  options: Follow<T>,
  state: FollowerState<T>,
  { sleeper, end, pollEvery }: FollowerControl,
): Promise<IteratorResult<T, undefined>> => {
  const isDone = (): boolean => state.done;
  while (!isDone()) {
    if (state.stale && (options.throttle !== undefined || state.buffer.length === 0)) await poll(options, state);
    const delay = delayOf(options, state);
    const item = delay > 0 ? undefined : state.buffer.shift();
    if (item !== undefined) {
      state.deliveredAt = performance.now();
      if (options.until?.(item) === true) end();
      return { done: false, value: item };
    }
    await sleeper.sleep(delay > 0 ? delay : pollEvery);
    if (delay === 0) state.stale = true;
  }
  return end();
};

const iterate = <T>(options: Follow<T>, state: FollowerState<T>, control: FollowerControl): AsyncIterableIterator<T> => {
  const iterator: AsyncIterableIterator<T> = {
    next: () =>
      nextItem(options, state, control).catch((error: unknown) => {
        control.end();
        throw error;
      }),
    return: () => Promise.resolve(control.end()),
    throw: (error) => {
      control.end();
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
};

/** The followers by aggregate. */
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

/** Creates the iterator of a follower, and the function that wakes it. */
const followerOf = <T>(
  options: Follow<T>,
  { dispose, pollEvery }: { dispose: () => void; pollEvery: number },
): Follower & { readonly iterator: AsyncIterableIterator<T> } => {
  const sleeper = wakeableSleep();
  const state = startOf(options);
  const end = (): IteratorReturnResult<undefined> => {
    state.done = true;
    sleeper.wake();
    dispose();
    return { done: true, value: undefined };
  };
  return {
    iterator: iterate(options, state, { sleeper, end, pollEvery }),
    wake: (version) => {
      // A commit is reported twice, by this process and by the broker; the second report is ignored.
      if (version !== undefined && version <= state.after) return;
      state.stale = true;
      sleeper.wake();
    },
  };
};

/** Starts live streams. Followers are woken by commits of this process directly, and by those of other replicas through the broker. */
export const startLive = (
  context: string,
  db: Database,
  { broker, pollEvery = pollMilliseconds }: { readonly broker: Broker; readonly pollEvery?: number },
): Live & { readonly stop: () => Promise<void>; readonly followerCount: () => number } => {
  const followers = createFollowers();
  const wake = (aggregateId: string, version: number | undefined): void => {
    for (const follower of followers.of(aggregateId)) follower.wake(version);
  };
  const unsubscribe = db.onCommit((rows) => {
    if (followers.isEmpty()) return;
    // Events are in order, so the last version of an aggregate remains.
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
      const follower = followerOf(options, { dispose, pollEvery });
      followers.add(aggregateId, follower);
      return follower.iterator;
    },
    followerCount: () => followers.all().length,
    stop: async () => {
      unsubscribe();
      if (!subscription.isClosed()) subscription.unsubscribe();
      for (const { iterator } of followers.all()) await iterator.return?.();
    },
  };
};
