import type { Platform } from '../server/context';
import { createCaches } from '../cache/caches';
import type { InvalidationListener } from '../messaging/invalidations';
import { createLog } from '../core/log';

/** Caches of one process, and invalidations that a test publishes. */
export type LocalMemory = Pick<Platform<unknown>, 'cache' | 'invalidations'>;

/** Creates caches and invalidations without servers, for tests. */
export const localMemory = (): LocalMemory => {
  const listeners = new Map<string, Set<InvalidationListener>>();
  const of = (kind: string): Set<InvalidationListener> => {
    const known = listeners.get(kind) ?? new Set();
    listeners.set(kind, known);
    return known;
  };
  const gaps = (): number => 1;
  return {
    cache: createCaches({ context: 'test', redisUrl: undefined, gaps, log: createLog('test', 'silent') }).cache,
    invalidations: {
      on: (kind, listener) => {
        of(kind).add(listener);
        return () => {
          of(kind).delete(listener);
        };
      },
      publish: (kind, ids) => {
        for (const listener of of(kind)) listener(ids);
      },
      gaps,
    },
  };
};
