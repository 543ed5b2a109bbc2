import { idOf, type Instant } from '@marketplace/kernel';
import { envelope, type Envelope } from '@marketplace/schema';
import type { Database } from '../database/database';
import { newId, now } from '../core/ids';
import { DeadLetters } from '../database/platform-tables';
import type { Row } from '../database/table';

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

/** The error as a text that PostgreSQL can store. */
const textOf = (error: unknown): string => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.replaceAll('\0', '').slice(0, 4_000);
};

type Letter = Pick<Row<typeof DeadLetters>, 'id' | 'consumer' | 'subject' | 'eventType' | 'aggregateId' | 'payload'>;

const store = async (db: Database, letter: Letter, error: unknown): Promise<void> => {
  await db.repository(DeadLetters).upsert({ ...letter, error: textOf(error), failedAt: now(), replayedAt: null }, ['id']);
};

/** Stores a message that could not be handled, with its error. Replaces an earlier failure of the same message. */
export const storeDeadLetter = (db: Database, { event, context: consumer, subject, payload, error }: Failed): Promise<void> => {
  const { id, type: eventType, aggregate } = event;
  return store(
    db,
    { id: idOf(id), consumer, subject, eventType, aggregateId: aggregate.id, payload: JSON.parse(payload) as unknown },
    error,
  );
};

/** Stores a message that cannot be parsed. It cannot be replayed. */
export const storeUnreadable = (db: Database, { context: consumer, subject, payload, error }: Omit<Failed, 'event'>): Promise<void> =>
  store(db, { id: newId(), consumer, subject, eventType: 'unreadable', aggregateId: '', payload }, error);

const toDeadLetter = ({ id, eventType, aggregateId, error, failedAt, replayedAt }: Row<typeof DeadLetters>): DeadLetter => ({
  ...{ id, eventType, aggregateId, failedAt },
  // The API returns the message of the error; the stack stays in the table.
  error: error.split('\n', 1)[0] ?? '',
  ...(replayedAt === null ? {} : { replayedAt }),
});

/** The dead letters of a context, newest first, including replayed ones. */
export const listDeadLetters = async (db: Database, first: number): Promise<readonly DeadLetter[]> =>
  (await db.repository(DeadLetters).find({ order: { failedAt: 'DESC', id: 'DESC' }, take: first })).map(toDeadLetter);

/** The outcome of a replay. */
export type Replay = { readonly letter: DeadLetter; readonly outcome: 'handled' | 'failed-again' };

/** Handles a dead letter again, and stores the error if it fails. Returns undefined if the dead letter does not exist. */
export const replayDeadLetter = async (
  db: Database,
  handle: (event: Envelope) => Promise<unknown>,
  letterId: string,
): Promise<Replay | undefined> => {
  const letters = db.repository(DeadLetters);
  const id = idOf<'Event'>(letterId);
  const found = await letters.findOneBy({ id });
  if (found === null) return undefined;
  const settle = async (outcome: Replay['outcome'], change: Partial<Row<typeof DeadLetters>>): Promise<Replay> => {
    await letters.update({ id }, change);
    return { letter: toDeadLetter({ ...found, ...change }), outcome };
  };
  try {
    const parsed = envelope.parse(found.payload);
    await handle({ ...parsed, data: parsed.data });
  } catch (error) {
    return settle('failed-again', { error: textOf(error), failedAt: now(), replayedAt: null });
  }
  return settle('handled', { replayedAt: now() });
};
