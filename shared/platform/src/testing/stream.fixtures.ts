import { stream, type Broker } from '../messaging/broker';
import type { Database } from '../database/database';

export type StreamMessage = {
  readonly id: string;
  readonly aggregate: { readonly type: string; readonly id: string; readonly version: number };
};

/** The messages of the stream, in order. */
export const readStream = async (broker: Broker): Promise<readonly StreamMessage[]> => {
  const { state } = await broker.manager.streams.info(stream);
  const messages: StreamMessage[] = [];
  for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq += 1) {
    const message = await broker.manager.streams.getMessage(stream, { seq });
    messages.push(JSON.parse(new TextDecoder().decode(message.data)) as StreamMessage);
  }
  return messages;
};

/** The number of outbox events that the broker has not acknowledged, without quarantined ones. */
export const unpublished = async (db: Database): Promise<number> => {
  const [row] = await db.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM outbox_events WHERE published_at IS NULL AND quarantined_at IS NULL',
  );
  return row?.count ?? 0;
};

/** The IDs of outbox events that are not in the stream. */
export const missingFromStream = async (db: Database, broker: Broker): Promise<readonly string[]> => {
  const held = new Set((await readStream(broker)).map(({ id }) => id));
  const rows = await db.query<{ id: string }>('SELECT id FROM outbox_events ORDER BY seq');
  return rows.map(({ id }) => id).filter((id) => !held.has(id));
};

/** Repeats work sequentially. */
export const inTurn = async (count: number, work: () => Promise<unknown>): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await work();
};
