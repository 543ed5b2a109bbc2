import { instant, type Instant } from '@marketplace/kernel';
import { envelope, type Envelope } from '@marketplace/schema';
import type { Database } from '../database/database';
import { newId } from '../core/ids';

export type DeadLetter = {
  readonly id: string;
  readonly eventType: string;
  readonly aggregateId: string;
  readonly error: string;
  readonly failedAt: Instant;
  readonly replayedAt?: Instant;
};

type Failed = {
  readonly context: string;
  readonly subject: string;
  readonly payload: string;
  readonly event: Envelope;
  readonly error: unknown;
};

const insert = `
  INSERT INTO dead_letters (id, consumer, subject, event_type, aggregate_id, payload, error) VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (id) DO UPDATE SET error = excluded.error, failed_at = now(), replayed_at = NULL`;

/** What went wrong, as PostgreSQL can keep it. */
const textOf = (error: unknown): string => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.replaceAll('\0', '').slice(0, 4_000);
};

/** Keeps a message that could not be handled, with what went wrong; a later failure of the same message replaces it. */
export const storeDeadLetter = async (db: Database, { event, context, subject, payload, error }: Failed): Promise<void> => {
  await db.query(insert, [event.id, context, subject, event.type, event.aggregate.id, payload, textOf(error)]);
};

/** Keeps what came as a message and is none; it has no id of its own, and can be looked at but not handled. */
export const storeUnreadable = async (db: Database, { context, subject, payload, error }: Omit<Failed, 'event'>): Promise<void> => {
  await db.query(insert, [newId(), context, subject, 'unreadable', '', JSON.stringify(payload), textOf(error)]);
};

type Row = { id: string; event_type: string; aggregate_id: string; error: string; failed_at: string; replayed_at: string | null };

const toDeadLetter = (row: Row): DeadLetter => ({
  id: row.id,
  eventType: row.event_type,
  aggregateId: row.aggregate_id,
  // The stack stays in the table; an operator's screen gets what went wrong.
  error: row.error.split('\n', 1)[0] ?? '',
  failedAt: instant(row.failed_at),
  ...(row.replayed_at === null ? {} : { replayedAt: instant(row.replayed_at) }),
});

/** The newest dead letters of a context, those already replayed included. */
export const listDeadLetters = async (db: Database, first: number): Promise<readonly DeadLetter[]> => {
  const rows = await db.query<Row>(
    'SELECT id, event_type, aggregate_id, error, failed_at, replayed_at FROM dead_letters ORDER BY failed_at DESC, id DESC LIMIT $1',
    [first],
  );
  return rows.map(toDeadLetter);
};

/** What became of a replay: handled after all, or failed again. */
export type Replay = { readonly letter: DeadLetter; readonly outcome: 'handled' | 'failed-again' };

const columns = 'id, event_type, aggregate_id, error, failed_at, replayed_at';

const settle = async (db: Database, sql: string, params: readonly unknown[]): Promise<DeadLetter | undefined> => {
  const [row] = await db.query<Row>(`${sql} RETURNING ${columns}`, params);
  return row === undefined ? undefined : toDeadLetter(row);
};

/** Handles a dead letter again; a further failure is written to it. Undefined when there is no such letter. */
export const replayDeadLetter = async (
  db: Database,
  handle: (event: Envelope) => Promise<unknown>,
  id: string,
): Promise<Replay | undefined> => {
  const [row] = await db.query<{ payload: unknown }>('SELECT payload FROM dead_letters WHERE id = $1', [id]);
  if (row === undefined) return undefined;
  try {
    const parsed = envelope.parse(row.payload);
    await handle({ ...parsed, data: parsed.data });
  } catch (error) {
    const letter = await settle(db, 'UPDATE dead_letters SET error = $2, failed_at = now(), replayed_at = NULL WHERE id = $1', [
      id,
      textOf(error),
    ]);
    return letter && { letter, outcome: 'failed-again' };
  }
  const letter = await settle(db, 'UPDATE dead_letters SET replayed_at = now() WHERE id = $1', [id]);
  return letter && { letter, outcome: 'handled' };
};
