import type { Duration } from '@marketplace/kernel';
import type { Log } from '../core/log';
import { createCache, type Cache, type CacheOptions } from './cache';
import { openRedis, type RedisLink } from './redis-link';
import { sharedLayer } from './shared-layer';

export type Caches = {
  /** Makes a cache: in memory, and with REDIS_URL in Redis behind it. */
  readonly cache: <T extends object>(options: CacheOptions<T>) => Cache<T>;
  readonly stop: () => void;
};

export type CachesOptions = {
  readonly context: string;
  readonly redisUrl: string | undefined;
  readonly gaps: () => number;
  readonly log: Log;
  /** How long anybody waits for Redis. */
  readonly patience?: Duration;
};

/** The caches of one context in one process, over one connection to Redis that is made when the first of them needs it. */
export const createCaches = ({ context, redisUrl, gaps, log, patience }: CachesOptions): Caches => {
  const state: { link?: RedisLink } = {};
  return {
    cache: <T extends object>(options: CacheOptions<T>) => {
      const { name, ttl, inProcessOnly = false } = options;
      if (redisUrl === undefined || inProcessOnly) return createCache(options, { context, gaps });
      state.link ??= openRedis({ context, url: redisUrl, log, patience });
      const shared = sharedLayer({ link: state.link, prefix: `marketplace:${context}:${name}`, ttl });
      return createCache(options, { context, gaps, shared });
    },
    stop: () => state.link?.close(),
  };
};
