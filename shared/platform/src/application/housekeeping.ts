import type { Job } from '@marketplace/application';
import { hours } from '@marketplace/kernel';
import type { Database } from '../database/database';

const batchSize = 5_000;
const limit = `LIMIT ${batchSize.toString()}`;

const deleteExpired = (table: string, key: string, condition: string): string =>
  `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${condition} ${limit}) RETURNING 1`;

// The condition is repeated because a row can be reset for republishing in the meantime.
const expired = `published_at < now() - interval '30 days'`;

/**
 * Moves published events that the stream no longer stores from the outbox to the history, without encrypted values: personal data is not
 * kept forever, and read models do not need it. Names of encrypted members begin with `sealed`.
 */
const moveToHistory = `
  WITH moved AS (
    DELETE FROM outbox_events
    WHERE seq IN (SELECT seq FROM outbox_events WHERE ${expired} ${limit}) AND ${expired}
    RETURNING seq, id, subject, aggregate_type, aggregate_id, aggregate_version, payload, created_at
  )
  INSERT INTO outbox_history (seq, id, subject, aggregate_type, aggregate_id, aggregate_version, payload, created_at)
  SELECT seq, id, subject, aggregate_type, aggregate_id, aggregate_version,
    regexp_replace(payload::text, '("sealed[A-Za-z]*"\\s*:\\s*)"[^"]*"', '\\1""', 'g')::json, created_at
  FROM moved RETURNING 1`;

/** The jobs of every context, which keep the platform tables small. */
export const housekeeping = (db: Database): readonly Job[] => {
  const hourly = hours(1);
  /** In batches, so that a large backlog does not exceed the statement timeout. */
  const inBatches = async (sql: string): Promise<number> => {
    let handled = 0;
    for (;;) {
      const deleted = (await db.query(sql)).length;
      handled += deleted;
      if (deleted < batchSize) return handled;
    }
  };
  return [
    { name: 'archive-outbox', every: hourly, run: () => inBatches(moveToHistory) },
    {
      name: 'purge-inbox',
      every: hourly,
      run: () => inBatches(deleteExpired('inbox', 'consumer, message_id', `processed_at < now() - interval '31 days'`)),
    },
    {
      name: 'purge-idempotency-keys',
      every: hourly,
      run: () => inBatches(deleteExpired('idempotency_keys', 'scope, key', `created_at < now() - interval '30 days'`)),
    },
  ];
};
