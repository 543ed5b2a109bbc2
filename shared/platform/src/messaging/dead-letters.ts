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

/** What went wrong, as PostgreSQL can keep it. */
const textOf = (error: unknown): string => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.replaceAll('\0', '').slice(0, 4_000);
};

type Letter = Pick<Row<typeof DeadLetters>, 'id' | 'consumer' | 'subject' | 'eventType' | 'aggregateId' | 'payload'>;

const store = async (db: Database, letter: Letter, error: unknown): Promise<void> => {
  await db.repository(DeadLetters).upsert({ ...letter, error: textOf(error), failedAt: now(), replayedAt: null }, ['id']);
};

/** Keeps a message that could not be handled, with what went wrong; a later failure of the same message replaces it. */
export const storeDeadLetter = (db: Database, { event, context: consumer, subject, payload, error }: Failed): Promise<void> => {
  const { id, type: eventType, aggregate } = event;
  return store(
    db,
    { id: idOf(id), consumer, subject, eventType, aggregateId: aggregate.id, payload: JSON.parse(payload) as unknown },
    error,
  );
};

/** Keeps what came as a message and is none; it has no id of its own, and can be looked at but not handled. */
export const storeUnreadable = (db: Database, { context: consumer, subject, payload, error }: Omit<Failed, 'event'>): Promise<void> =>
  store(db, { id: newId(), consumer, subject, eventType: 'unreadable', aggregateId: '', payload }, error);

const toDeadLetter = ({ id, eventType, aggregateId, error, failedAt, replayedAt }: Row<typeof DeadLetters>): DeadLetter => ({
  ...{ id, eventType, aggregateId, failedAt },
  // The stack stays in the table; an operator's screen gets what went wrong.
  error: error.split('\n', 1)[0] ?? '',
  ...(replayedAt === null ? {} : { replayedAt }),
});

/** The newest dead letters of a context, those already replayed included. */
export const listDeadLetters = async (db: Database, first: number): Promise<readonly DeadLetter[]> =>
  (await db.repository(DeadLetters).find({ order: { failedAt: 'DESC', id: 'DESC' }, take: first })).map(toDeadLetter);

/** What became of a replay: handled after all, or failed again. */
export type Replay = { readonly letter: DeadLetter; readonly outcome: 'handled' | 'failed-again' };

/** Handles a dead letter again; a further failure is written to it. Undefined when there is no such letter. */
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
