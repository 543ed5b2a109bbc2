/** The maximum number of keys that are tracked while reads are in progress. Beyond it, all these reads count as outdated. */
const maxTracked = 10_000;

/** Tracks invalidations, to decide if a value can be cached: an invalidation during a read means that the read value may be outdated. */
export const createInvalidationTracker = (max = maxTracked) => {
  const invalidatedAt = new Map<string, number>();
  let clock = 0;
  let readsInProgress = 0;
  let allInvalidatedAt = 0;
  const invalidateAll = (): void => {
    clock += 1;
    allInvalidatedAt = clock;
    invalidatedAt.clear();
  };
  return {
    /** Registers the start of a read. Every `begin` is followed by an `end`. */
    begin: (): number => {
      readsInProgress += 1;
      return clock;
    },
    end: (): void => {
      readsInProgress -= 1;
      if (readsInProgress === 0) invalidatedAt.clear();
    },
    invalidate: (key: string): void => {
      clock += 1;
      if (readsInProgress === 0) return;
      invalidatedAt.set(key, clock);
      if (invalidatedAt.size > max) invalidateAll();
    },
    invalidateAll,
    /** Returns true if the key was not invalidated since the read began. */
    isCurrent: (key: string, since: number): boolean => allInvalidatedAt <= since && (invalidatedAt.get(key) ?? 0) <= since,
  };
};
