import type { Duration } from '@marketplace/kernel';
import type { Log } from '../core/log';
import { createCache, type Cache, type CacheOptions } from './cache';
import { openRedis, type RedisLink } from './redis-link';
import { sharedLayer } from './shared-layer';

export type Caches = {
  /** Creates a cache: in memory, with Redis behind it if REDIS_URL is set. */
  readonly cache: <T extends object>(options: CacheOptions<T>) => Cache<T>;
  readonly stop: () => void;
};

export type CachesOptions = {
  readonly context: string;
  readonly redisUrl: string | undefined;
  readonly gaps: () => number;
  readonly log: Log;
  /** The timeout of Redis requests. */
  readonly timeout?: Duration;
};

/** The caches of one context in one process. They share one connection to Redis, opened when the first cache needs it. */
export const createCaches = ({ context, redisUrl, gaps, log, timeout }: CachesOptions): Caches => {
  const state: { link?: RedisLink } = {};
  return {
    cache: <T extends object>(options: CacheOptions<T>) => {
      const { name, ttl, inProcessOnly = false } = options;
      if (redisUrl === undefined || inProcessOnly) return createCache(options, { context, gaps });
      state.link ??= openRedis({ context, url: redisUrl, log, timeout });
      const shared = sharedLayer({ link: state.link, prefix: `marketplace:${context}:${name}`, ttl });
      return createCache(options, { context, gaps, shared });
    },
    stop: () => state.link?.close(),
  };
};
