import { LRUCache } from 'lru-cache';
import type { OutboxRow } from '../database/commit-hooks';

/** Aggregates whose last sent version is remembered; of others the outbox itself is asked. */
const remembered = 20_000;
/** As many rows as are kept while the broker is away or the outbox is long; what is beyond them is found in the outbox. */
const mostKept = 5_000;

const keyOf = ({ aggregateType, aggregateId }: OutboxRow): string => `${aggregateType} ${aggregateId}`;

/**
 * What this process has committed and its relay may send without reading it again. A row is handed over only while it is
 * proved that the event before it, of the same aggregate, is out: it says which one that is, and the relay remembers what
 * it has sent. Where that cannot be proved (another replica wrote, or this one has just started) the outbox is read, in
 * its own order.
 */
export const recentCommits = () => {
  const lastSent = new LRUCache<string, number>({ max: remembered });
  let isOpen = false;
  let rows: OutboxRow[] = [];
  return {
    /** Takes no rows until it is opened: a relay that stands by has none to send. */
    offer: (committed: readonly OutboxRow[]): void => {
      if (isOpen) rows.push(...committed.slice(0, Math.max(0, mostKept - rows.length)));
    },
    /** Forgets what it has: the outbox is read next, and has it all. */
    open: (): void => {
      isOpen = true;
      rows = [];
    },
    close: (): void => {
      isOpen = false;
      rows = [];
      lastSent.clear();
    },
    /** Everything there is, in order; undefined when some of it must be looked up. */
    take: (): readonly OutboxRow[] | undefined => {
      const sending = new Map<string, number>();
      // What the outbox was read with before this process heard of its own commit is out already.
      rows = rows.filter((row) => row.aggregateVersion > (lastSent.get(keyOf(row)) ?? 0));
      for (const row of rows) {
        const key = keyOf(row);
        if (row.follows !== 0 && (sending.get(key) ?? lastSent.get(key)) !== row.follows) return undefined;
        sending.set(key, row.aggregateVersion);
      }
      const taken = rows;
      rows = [];
      return taken;
    },
    /** These were found in the outbox, and are not to be sent twice. */
    found: (ids: ReadonlySet<string>): void => {
      rows = rows.filter((row) => !ids.has(row.id));
    },
    sent: (row: OutboxRow): void => {
      lastSent.set(keyOf(row), row.aggregateVersion);
    },
  };
};

export type RecentCommits = ReturnType<typeof recentCommits>;
