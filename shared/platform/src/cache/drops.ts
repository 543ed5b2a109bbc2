/** Drops that are remembered one by one while reads are under way; beyond them, all of these reads count as too old. */
const mostRemembered = 10_000;

/**
 * Says of a read whether what it found may be remembered. It may be older than a change that was heard of while the read
 * was under way: the change has dropped what was remembered before, and the read must not bring it back.
 */
export const createDrops = (most = mostRemembered) => {
  const dropped = new Map<string, number>();
  let moment = 0;
  let underWay = 0;
  let allDroppedAt = 0;
  const dropAll = (): void => {
    moment += 1;
    allDroppedAt = moment;
    dropped.clear();
  };
  return {
    /** A read begins; every `begin` is followed by an `end`. */
    begin: (): number => {
      underWay += 1;
      return moment;
    },
    end: (): void => {
      underWay -= 1;
      if (underWay === 0) dropped.clear();
    },
    drop: (key: string): void => {
      moment += 1;
      if (underWay === 0) return;
      dropped.set(key, moment);
      if (dropped.size > most) dropAll();
    },
    dropAll,
    /** Whether nothing has dropped the key since a read began. */
    isCurrent: (key: string, since: number): boolean => allDroppedAt <= since && (dropped.get(key) ?? 0) <= since,
  };
};
