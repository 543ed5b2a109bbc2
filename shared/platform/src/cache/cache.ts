import { LRUCache } from 'lru-cache';
import type { Duration } from '@marketplace/kernel';
import { cacheReads } from '../core/metrics';
import { createInvalidationTracker } from './invalidation-tracker';
import type { SharedLayer, Ticket } from './shared-layer';

/** The options of a cache. */
export type CacheOptions<T> = {
  /** The name of the cache, unique in the context. Change it when the format of the values changes. */
  readonly name: string;
  /** The time after which a value expires, for changes that were not reported. Reported changes invalidate at once. */
  readonly ttl: Duration;
  /** The maximum size in memory, in units of `sizeOf`; by default, the number of values. */
  readonly maxSize: number;
  readonly sizeOf?: (value: T) => number;
  /** Returns false for values that must not be cached. By default, all are cached. */
  readonly shouldCache?: (value: T) => boolean;
  /** The encoding of values in Redis; JSON by default. */
  readonly encode?: (value: T) => string;
  readonly decode?: (text: string) => T;
  /** Keeps values in the memory of this process only, even with Redis. For personal data. */
  readonly inProcessOnly?: boolean;
};

/** A cache by key. After a key is invalidated, no read in this process returns the old value, and a read in progress does not store it. */
export type Cache<T> = {
  /** Returns cached values, and loads the missing ones in one call. */
  readonly read: (
    keys: readonly string[],
    load: (missing: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  ) => Promise<ReadonlyMap<string, T>>;
  /** Like `read`, for loads that need more than the missing keys, or that find other keys too. */
  readonly readWith: (
    keys: readonly string[],
    load: (known: ReadonlyMap<string, T>) => Promise<Iterable<readonly [string, T]>>,
  ) => Promise<ReadonlyMap<string, T>>;
  readonly invalidate: (keys: readonly string[]) => void;
  /** For changes that can affect any key. */
  readonly invalidateAll: () => void;
  /** Returns true if nothing is cached in memory. */
  readonly isEmpty: () => boolean;
};

export type CacheDependencies = {
  readonly context: string;
  /** A number that changes when invalidations may have been missed. */
  readonly gaps: () => number;
  readonly shared?: SharedLayer;
};

/** The TTL in memory with Redis behind it. Redis receives an invalidation even if its event does not reach this process. */
const memoryTtlBeforeRedis = 2_000;

/** Avoids that values cached at the same time expire at the same time. */
const jitteredTtl = (ttl: number): number => Math.max(1, ttl * (1 - Math.random() / 5));

type ReadInProgress = { readonly since: number; readonly startedAt: number; readonly tickets: ReadonlyMap<string, Ticket> };

const readsOf = (context: string, cache: string) => {
  const from = (layer: string) => cacheReads.labels({ context, cache, from: layer });
  return { memory: from('memory'), redis: from('redis'), source: from('source') };
};

const createMemory = <T>({ maxSize, sizeOf = () => 1, ttl }: CacheOptions<T>, hasSharedLayer: boolean) => {
  const lifetime = hasSharedLayer ? Math.min(ttl, memoryTtlBeforeRedis) : ttl;
  const values = new LRUCache<string, NonNullable<T>>({ maxSize, sizeCalculation: (value) => Math.max(1, sizeOf(value)), ttl: lifetime });
  return {
    /** The cached values of these keys. */
    known: (keys: readonly string[]): Map<string, T> => {
      const known = new Map<string, T>();
      for (const key of keys) {
        const value = values.get(key);
        if (value !== undefined) known.set(key, value);
      }
      return known;
    },
    /** The TTL starts when the read starts. */
    set: (key: string, value: NonNullable<T>, start: number): void => {
      values.set(key, value, { ttl: jitteredTtl(lifetime), start });
    },
    delete: (key: string) => values.delete(key),
    clear: () => values.clear(),
    isEmpty: () => values.size === 0,
  };
};

export const createCache = <T extends object>(options: CacheOptions<T>, { context, gaps, shared }: CacheDependencies): Cache<T> => {
  const { name, ttl, shouldCache = () => true, encode = JSON.stringify, decode = (text: string) => JSON.parse(text) as T } = options;
  const memory = createMemory(options, shared !== undefined);
  const tracker = createInvalidationTracker();
  const reads = readsOf(context, name);
  let gap = gaps();

  const clearMemory = (): void => {
    tracker.invalidateAll();
    memory.clear();
  };

  /** A missed invalidation can affect any key. */
  const clearAfterGap = (): void => {
    if (gaps() === gap) return;
    gap = gaps();
    clearMemory();
  };

  const store = (loaded: Iterable<readonly [string, T]>, { since, startedAt, tickets }: ReadInProgress): void => {
    clearAfterGap();
    for (const [key, value] of loaded) {
      if (!shouldCache(value) || !tracker.isCurrent(key, since)) continue;
      memory.set(key, value, startedAt);
      const ticket = tickets.get(key);
      if (ticket !== undefined) shared?.set({ key, text: encode(value), ticket }, ttl - (performance.now() - startedAt));
    }
  };

  const decoded = (texts: ReadonlyMap<string, string>): ReadonlyMap<string, T> => {
    try {
      return new Map([...texts].map(([key, text]) => [key, decode(text)]));
    } catch {
      // Written by another version of the code: read it from the database.
      return new Map();
    }
  };

  const readThrough = async (
    missing: readonly string[],
    known: Map<string, T>,
    load: (known: ReadonlyMap<string, T>) => Promise<Iterable<readonly [string, T]>>,
  ): Promise<ReadonlyMap<string, T>> => {
    const since = tracker.begin();
    const startedAt = performance.now();
    try {
      const found = missing.length === 0 ? undefined : await shared?.get(missing);
      for (const [key, value] of decoded(found?.texts ?? new Map())) {
        // Invalidated during the read: the value may be outdated.
        if (!tracker.isCurrent(key, since)) continue;
        memory.set(key, value, startedAt);
        known.set(key, value);
        reads.redis.inc();
      }
      const loaded = [...(await load(known))];
      reads.source.inc(loaded.length);
      store(loaded, { since, startedAt, tickets: found?.tickets ?? new Map() });
      for (const [key, value] of loaded) known.set(key, value);
      return known;
    } finally {
      tracker.end();
    }
  };

  const readWith: Cache<T>['readWith'] = (keys, load) => {
    clearAfterGap();
    const known = memory.known(keys);
    reads.memory.inc(known.size);
    return readThrough(
      keys.filter((key) => !known.has(key)),
      known,
      load,
    );
  };

  return {
    readWith,
    read: (keys, load) => {
      clearAfterGap();
      const known = memory.known(keys);
      reads.memory.inc(known.size);
      if (known.size === keys.length) return Promise.resolve(known);
      const isMissing = (key: string): boolean => !known.has(key);
      return readThrough(keys.filter(isMissing), known, async () => {
        const missing = keys.filter(isMissing);
        return missing.length === 0 ? [] : load(missing);
      });
    },
    invalidate: (keys) => {
      for (const key of keys) {
        tracker.invalidate(key);
        memory.delete(key);
      }
      shared?.invalidate(keys);
    },
    invalidateAll: () => {
      clearMemory();
      shared?.invalidateAll();
    },
    isEmpty: () => {
      clearAfterGap();
      return memory.isEmpty();
    },
  };
};
