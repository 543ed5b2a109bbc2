import { LRUCache } from 'lru-cache';
import type { OutboxRow } from '../database/commit-hooks';

/** The maximum number of aggregates whose last sent version is tracked. Events of others are read from the outbox. */
const maxTracked = 20_000;
/** The maximum number of rows in memory. Further rows are read from the outbox. */
const maxKept = 5_000;

const keyOf = ({ aggregateType, aggregateId }: OutboxRow): string => `${aggregateType} ${aggregateId}`;

/**
 * Committed events of this process, which its relay can send without reading the outbox. A row is taken only if the previous event of its
 * aggregate was sent, according to `follows` and the tracked versions. If not, for example after a write of another replica or a
 * restart, the outbox is read in order.
 */
export const recentCommits = () => {
  const lastSent = new LRUCache<string, number>({ max: maxTracked });
  let isOpen = false;
  let rows: OutboxRow[] = [];
  return {
    /** Adds rows, if this replica is the active relay. */
    offer: (committed: readonly OutboxRow[]): void => {
      if (isOpen) rows.push(...committed.slice(0, Math.max(0, maxKept - rows.length)));
    },
    /** Starts to accept rows. The outbox is read next, so earlier rows are discarded. */
    open: (): void => {
      isOpen = true;
      rows = [];
    },
    close: (): void => {
      isOpen = false;
      rows = [];
      lastSent.clear();
    },
    /** Takes all rows in order; undefined if the outbox must be read first. */
    take: (): readonly OutboxRow[] | undefined => {
      const sending = new Map<string, number>();
      // Skips rows that were already read from the outbox and sent.
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
    /** Removes rows that were read from the outbox. */
    found: (ids: ReadonlySet<string>): void => {
      rows = rows.filter((row) => !ids.has(row.id));
    },
    sent: (row: OutboxRow): void => {
      lastSent.set(keyOf(row), row.aggregateVersion);
    },
  };
};

export type RecentCommits = ReturnType<typeof recentCommits>;
