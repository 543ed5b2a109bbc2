import { randomUUID } from 'node:crypto';
import type { RedisClient, RedisLink } from './redis-link';

/** The permission to write a value: the generation of its key before the value was read, and the connection it was read on. */
export type Ticket = { readonly epoch: number; readonly generation: string };

/** A cache layer that replicas share. */
export type SharedLayer = {
  /** Returns the cached values, and tickets to write the missing ones. */
  readonly get: (
    keys: readonly string[],
  ) => Promise<{ readonly texts: ReadonlyMap<string, string>; readonly tickets: ReadonlyMap<string, Ticket> }>;
  readonly set: (entry: { readonly key: string; readonly text: string; readonly ticket: Ticket }, milliseconds: number) => void;
  readonly invalidate: (keys: readonly string[]) => void;
  readonly invalidateAll: () => void;
};

export type SharedLayerOptions = {
  readonly link: RedisLink;
  /** The prefix of all keys. */
  readonly prefix: string;
  readonly ttl: number;
};

/** The maximum delay of a write that was in progress when its key was invalidated. */
const maxWriteDelayMilliseconds = 60_000;
const retryMilliseconds = 1_000;
const maxUnacknowledged = 10_000;

/** The key for all keys. */
const allKeys = '';

const noEntries = { texts: new Map<string, string>(), tickets: new Map<string, Ticket>() };

/**
 * Each key has a generation next to its value: none, or a random ID that an invalidation wrote. There is also a generation for all keys. A
 * value is stored with its generation and valid only while that is still the generation of its key. The generation is read before the
 * database. So a value that was read before a change and written after it, however late, is never valid. Generations live longer than any
 * value that was being written when they were set.
 *
 * Until Redis has acknowledged an invalidation, this process neither reads nor writes the key in Redis, and retries the invalidation. Every
 * replica that receives a change invalidates the key, so each is correct on its own.
 */
export const sharedLayer = ({ link, prefix, ttl }: SharedLayerOptions): SharedLayer => {
  const valueKey = (key: string): string => `${prefix}:v:${key}`;
  const generationKey = (key: string): string => `${prefix}:g:${key}`;
  const lifetime = ttl + maxWriteDelayMilliseconds;
  const unacknowledged = new Map<string, { readonly generation: string; readonly at: number }>();
  const state: { retryTimer?: NodeJS.Timeout; bypassedUntil: number } = { bypassedUntil: 0 };

  const isUsable = (): boolean => performance.now() >= state.bypassedUntil;

  const sendInvalidation = async (key: string, generation: string): Promise<void> => {
    const isDone = await link.send('invalidate', (client) =>
      Promise.all([
        client.set(generationKey(key), generation, { expiration: { type: 'PX', value: lifetime } }),
        client.unlink(valueKey(key)),
      ]),
    );
    if (isDone && unacknowledged.get(key)?.generation === generation) unacknowledged.delete(key);
    if (!isDone) scheduleRetry();
  };

  const retryUnacknowledged = (): void => {
    delete state.retryTimer;
    for (const [key, { generation, at }] of unacknowledged) {
      // All earlier values have expired.
      if (performance.now() - at > lifetime) unacknowledged.delete(key);
      else void sendInvalidation(key, generation);
    }
  };

  const scheduleRetry = (): void => {
    state.retryTimer ??= setTimeout(retryUnacknowledged, retryMilliseconds).unref();
  };

  /** Too many keys to track: bypasses Redis until all earlier values have expired. */
  const bypass = (): void => {
    unacknowledged.clear();
    state.bypassedUntil = performance.now() + lifetime;
  };

  const invalidate = (keys: readonly string[]): void => {
    for (const key of keys) {
      const generation = randomUUID();
      unacknowledged.set(key, { generation, at: performance.now() });
      void sendInvalidation(key, generation);
    }
    if (unacknowledged.size > maxUnacknowledged) bypass();
  };

  link.onReady(retryUnacknowledged);

  const read = (client: RedisClient, keys: readonly string[]): Promise<readonly (string | null)[]> =>
    client.mGet([generationKey(allKeys), ...keys.map(generationKey), ...keys.map(valueKey)]);

  return {
    get: async (wanted) => {
      const keys = isUsable() && !unacknowledged.has(allKeys) ? wanted.filter((key) => !unacknowledged.has(key)) : [];
      if (keys.length === 0) return noEntries;
      const epoch = link.epoch();
      const answer = await link.ask('read', (client) => read(client, keys));
      if (answer === undefined) return noEntries;
      const [texts, tickets] = [new Map<string, string>(), new Map<string, Ticket>()];
      for (const [position, key] of keys.entries()) {
        const generation = `${answer[0] ?? ''}/${answer[1 + position] ?? ''}`;
        const value = answer[1 + keys.length + position];
        const mark = `${generation} `;
        if (value?.startsWith(mark) === true) texts.set(key, value.slice(mark.length));
        else tickets.set(key, { epoch, generation });
      }
      return { texts, tickets };
    },
    set: ({ key, text, ticket }, milliseconds) => {
      // After a reconnect, Redis may have lost invalidations.
      if (ticket.epoch !== link.epoch() || milliseconds < 1 || !isUsable()) return;
      if (unacknowledged.has(key) || unacknowledged.has(allKeys)) return;
      const expiration = { type: 'PX', value: Math.floor(milliseconds) } as const;
      void link.ask('write', (client) => client.set(valueKey(key), `${ticket.generation} ${text}`, { expiration }));
    },
    invalidate,
    invalidateAll: () => {
      invalidate([allKeys]);
    },
  };
};
