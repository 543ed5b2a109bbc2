import { aggregateHeader, type Broker } from './broker';
import type { Database } from './database';
import { createAlarm, type Alarm } from './wake';

export type Follow<T> = {
  readonly aggregateId: string;
  /** Everything with a higher version is delivered. */
  readonly after: number;
  /** Reads, in order of version, what came after a version. The database is the truth; a wake-up only says to look. */
  readonly read: (after: number) => Promise<readonly T[]>;
  readonly version: (item: T) => number;
  /** Ends the stream after an item that nothing can follow. */
  readonly until?: (item: T) => boolean;
};

/** Streams what happens to one aggregate: first its history after a version, then live; never a gap, never twice. */
export type Live = { readonly follow: <T>(options: Follow<T>) => AsyncIterableIterator<T> };

// A wake-up can be lost with the broker; a quiet stream looks for itself this often.
const lookMilliseconds = 5_000;

type Follower = { readonly iterator: AsyncIterableIterator<unknown>; readonly alarm: Alarm };

const iterate = <T>(options: Follow<T>, alarm: Alarm, dispose: () => void): AsyncIterableIterator<T> => {
  const state = { after: options.after, done: false, buffer: [] as T[] };
  const isDone = (): boolean => state.done;
  const end = (): IteratorReturnResult<undefined> => {
    state.done = true;
    alarm.wake();
    dispose();
    return { done: true, value: undefined };
  };
  const next = async (): Promise<IteratorResult<T, undefined>> => {
    while (!isDone()) {
      const item = state.buffer.shift();
      if (item !== undefined) {
        state.after = options.version(item);
        if (options.until?.(item) === true) end();
        return { done: false, value: item };
      }
      state.buffer.push(...(await options.read(state.after)));
      if (state.buffer.length === 0) await alarm.sleep(lookMilliseconds);
    }
    return end();
  };
  const iterator: AsyncIterableIterator<T> = {
    next: () =>
      next().catch((error: unknown) => {
        end();
        throw error;
      }),
    return: () => Promise.resolve(end()),
    throw: (error) => {
      end();
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
};

/** Followers of this process are woken by its own commits at once, and by those of other replicas through the broker. */
export const startLive = (
  context: string,
  db: Database,
  broker: Broker,
): Live & { stop: () => Promise<void>; followerCount: () => number } => {
  const followers = new Map<string, Set<Follower>>();
  const all = (): readonly Follower[] => [...followers.values()].flatMap((siblings) => [...siblings]);
  const wake = (aggregateId: string): void => {
    for (const { alarm } of followers.get(aggregateId) ?? []) alarm.wake();
  };
  const unlisten = db.onCommit((aggregateIds) => {
    aggregateIds.forEach(wake);
  });
  const subscription = broker.connection.subscribe(`evt.${context}.>`, {
    callback: (_error, message) => {
      wake(message.headers?.get(aggregateHeader) ?? '');
    },
  });
  const remember = (aggregateId: string, follower: Follower): void => {
    followers.set(aggregateId, (followers.get(aggregateId) ?? new Set()).add(follower));
  };
  const forget = (aggregateId: string, follower: Follower): void => {
    const siblings = followers.get(aggregateId);
    siblings?.delete(follower);
    if (siblings?.size === 0) followers.delete(aggregateId);
  };
  return {
    follow: (options) => {
      const alarm = createAlarm();
      const iterator = iterate(options, alarm, () => {
        forget(options.aggregateId, follower);
      });
      const follower: Follower = { iterator, alarm };
      remember(options.aggregateId, follower);
      return iterator;
    },
    followerCount: () => all().length,
    stop: async () => {
      unlisten();
      if (!subscription.isClosed()) subscription.unsubscribe();
      for (const { iterator } of all()) await iterator.return?.();
    },
  };
};
