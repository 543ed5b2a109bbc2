import type { Job } from '@marketplace/application';
import { hours } from '@marketplace/kernel';
import type { Database } from '../database/database';

const biteSize = 5_000;
const limit = `LIMIT ${biteSize.toString()}`;

const old = (table: string, key: string, condition: string): string =>
  `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${condition} ${limit}) RETURNING 1`;

// Asked twice: a row that is armed again in this very moment must stay.
const forgotten = `published_at < now() - interval '30 days'`;

/**
 * What the stream has forgotten moves from the outbox to the history, without what was sealed: personal data is not kept
 * for ever, and no read model needs it. A sealed member has a name that says so, wherever it stands.
 */
const toHistory = `
  WITH moved AS (
    DELETE FROM outbox_events
    WHERE seq IN (SELECT seq FROM outbox_events WHERE ${forgotten} ${limit}) AND ${forgotten}
    RETURNING seq, id, subject, aggregate_type, aggregate_id, aggregate_version, payload, created_at
  )
  INSERT INTO outbox_history (seq, id, subject, aggregate_type, aggregate_id, aggregate_version, payload, created_at)
  SELECT seq, id, subject, aggregate_type, aggregate_id, aggregate_version,
    regexp_replace(payload::text, '("sealed[A-Za-z]*"\\s*:\\s*)"[^"]*"', '\\1""', 'g')::json, created_at
  FROM moved RETURNING 1`;

/** The jobs of every context: the tables that every use case writes to do not grow for ever. */
export const housekeeping = (db: Database): readonly Job[] => {
  const hourly = hours(1);
  /** In small bites: one statement over a backlog would run into its time limit, again and again. */
  const inBites = async (sql: string): Promise<number> => {
    let handled = 0;
    for (;;) {
      const bite = (await db.query(sql)).length;
      handled += bite;
      if (bite < biteSize) return handled;
    }
  };
  return [
    { name: 'archive-outbox', every: hourly, run: () => inBites(toHistory) },
    {
      name: 'purge-inbox',
      every: hourly,
      run: () => inBites(old('inbox', 'consumer, message_id', `processed_at < now() - interval '31 days'`)),
    },
    {
      name: 'purge-idempotency-keys',
      every: hourly,
      run: () => inBites(old('idempotency_keys', 'scope, key', `created_at < now() - interval '30 days'`)),
    },
  ];
};
