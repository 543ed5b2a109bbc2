import { LRUCache } from 'lru-cache';
import type { Duration } from '@marketplace/kernel';
import { cacheReads } from '../core/metrics';
import { createDrops } from './drops';
import type { SharedLayer, Ticket } from './shared-layer';

/** What is remembered, for how long, and how much of it. */
export type CacheOptions<T> = {
  /** Unlike that of every other cache of the context; change it with the shape of the values. */
  readonly name: string;
  /** How long a change may stay unseen that nobody has heard of; one that was heard of is seen at once. */
  readonly ttl: Duration;
  /** How much is remembered in memory, in what `sizeOf` counts; without it, that many values. */
  readonly maxSize: number;
  readonly sizeOf?: (value: T) => number;
  /** Values that must not be remembered; without it, all are. */
  readonly keeps?: (value: T) => boolean;
  /** To and from what Redis keeps; without them, JSON. */
  readonly encode?: (value: T) => string;
  readonly decode?: (text: string) => T;
  /** Personal data stays in this process, Redis or not. */
  readonly inProcessOnly?: boolean;
};

/**
 * Remembers what was read, by key. Whoever hears that a key's value has changed drops it; from then on no read that begins
 * finds the value from before, in this process, and no read that was under way brings it back.
 */
export type Cache<T> = {
  /** What is remembered of these keys, and one read of the rest. */
  readonly read: (
    keys: readonly string[],
    load: (missing: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  ) => Promise<ReadonlyMap<string, T>>;
  /** As `read`, where what is to be loaded is not only the keys that are missing; the load may find other keys as well. */
  readonly readWith: (
    keys: readonly string[],
    load: (known: ReadonlyMap<string, T>) => Promise<Iterable<readonly [string, T]>>,
  ) => Promise<ReadonlyMap<string, T>>;
  readonly drop: (keys: readonly string[]) => void;
  /** For a change that may concern any key. */
  readonly dropAll: () => void;
  /** Whether nothing is remembered in memory. */
  readonly isEmpty: () => boolean;
};

export type CacheSurroundings = {
  readonly context: string;
  /** Another number than before: changes may have gone by unheard. */
  readonly gaps: () => number;
  readonly shared?: SharedLayer;
};

/** In front of Redis, which a drop reaches even when its event is lost on the way to this process. */
const beforeRedisMilliseconds = 2_000;

/** What was remembered in the same moment is not forgotten in the same moment. */
const lifetimeOf = (ttl: number): number => Math.max(1, ttl * (1 - Math.random() / 5));

type Reading = { readonly since: number; readonly startedAt: number; readonly tickets: ReadonlyMap<string, Ticket> };

const readsOf = (context: string, cache: string) => {
  const from = (layer: string) => cacheReads.labels({ context, cache, from: layer });
  return { memory: from('memory'), redis: from('redis'), source: from('source') };
};

const createMemory = <T>({ maxSize, sizeOf = () => 1, ttl }: CacheOptions<T>, isFront: boolean) => {
  const lifetime = isFront ? Math.min(ttl, beforeRedisMilliseconds) : ttl;
  const values = new LRUCache<string, NonNullable<T>>({ maxSize, sizeCalculation: (value) => Math.max(1, sizeOf(value)), ttl: lifetime });
  return {
    /** What is known of these keys. */
    known: (keys: readonly string[]): Map<string, T> => {
      const known = new Map<string, T>();
      for (const key of keys) {
        const value = values.get(key);
        if (value !== undefined) known.set(key, value);
      }
      return known;
    },
    /** Its time begins with the read, however long that took. */
    set: (key: string, value: NonNullable<T>, start: number): void => {
      values.set(key, value, { ttl: lifetimeOf(lifetime), start });
    },
    delete: (key: string) => values.delete(key),
    clear: () => values.clear(),
    isEmpty: () => values.size === 0,
  };
};

export const createCache = <T extends object>(options: CacheOptions<T>, { context, gaps, shared }: CacheSurroundings): Cache<T> => {
  const { name, ttl, keeps = () => true, encode = JSON.stringify, decode = (text: string) => JSON.parse(text) as T } = options;
  const memory = createMemory(options, shared !== undefined);
  const drops = createDrops();
  const reads = readsOf(context, name);
  let gap = gaps();

  const forget = (): void => {
    drops.dropAll();
    memory.clear();
  };

  /** What was not heard may concern anything. */
  const noticeGap = (): void => {
    if (gaps() === gap) return;
    gap = gaps();
    forget();
  };

  const remember = (loaded: Iterable<readonly [string, T]>, { since, startedAt, tickets }: Reading): void => {
    noticeGap();
    for (const [key, value] of loaded) {
      if (!keeps(value) || !drops.isCurrent(key, since)) continue;
      memory.set(key, value, startedAt);
      const ticket = tickets.get(key);
      if (ticket !== undefined) shared?.put({ key, text: encode(value), ticket }, ttl - (performance.now() - startedAt));
    }
  };

  const decoded = (texts: ReadonlyMap<string, string>): ReadonlyMap<string, T> => {
    try {
      return new Map([...texts].map(([key, text]) => [key, decode(text)]));
    } catch {
      // Not written by us, or by an older release: the database knows.
      return new Map();
    }
  };

  const readBeyond = async (
    missing: readonly string[],
    known: Map<string, T>,
    load: (known: ReadonlyMap<string, T>) => Promise<Iterable<readonly [string, T]>>,
  ): Promise<ReadonlyMap<string, T>> => {
    const since = drops.begin();
    const startedAt = performance.now();
    try {
      const found = missing.length === 0 ? undefined : await shared?.look(missing);
      for (const [key, value] of decoded(found?.texts ?? new Map())) {
        // Dropped meanwhile, it may be the value from before.
        if (!drops.isCurrent(key, since)) continue;
        memory.set(key, value, startedAt);
        known.set(key, value);
        reads.redis.inc();
      }
      const loaded = [...(await load(known))];
      reads.source.inc(loaded.length);
      remember(loaded, { since, startedAt, tickets: found?.tickets ?? new Map() });
      for (const [key, value] of loaded) known.set(key, value);
      return known;
    } finally {
      drops.end();
    }
  };

  const readWith: Cache<T>['readWith'] = (keys, load) => {
    noticeGap();
    const known = memory.known(keys);
    reads.memory.inc(known.size);
    return readBeyond(
      keys.filter((key) => !known.has(key)),
      known,
      load,
    );
  };

  return {
    readWith,
    read: (keys, load) => {
      noticeGap();
      const known = memory.known(keys);
      reads.memory.inc(known.size);
      if (known.size === keys.length) return Promise.resolve(known);
      const isMissing = (key: string): boolean => !known.has(key);
      return readBeyond(keys.filter(isMissing), known, async () => {
        const missing = keys.filter(isMissing);
        return missing.length === 0 ? [] : load(missing);
      });
    },
    drop: (keys) => {
      for (const key of keys) {
        drops.drop(key);
        memory.delete(key);
      }
      shared?.drop(keys);
    },
    dropAll: () => {
      forget();
      shared?.dropAll();
    },
    isEmpty: () => {
      noticeGap();
      return memory.isEmpty();
    },
  };
};
