import { NatsError, type StreamInfo } from 'nats';
import { stream, type Broker } from './broker';
import type { Log } from '../core/log';
import { eventsRepublished } from '../core/metrics';

/** Runs one prepared statement on the session of the relay. */
export type RelaySession = <R extends object>(name: string, sql: string, params: readonly unknown[]) => Promise<readonly R[]>;

type StreamCheckDependencies = { readonly broker: Broker; readonly session: RelaySession; readonly context: string; readonly log: Log };

/** The state of the stream: its creation time identifies a new stream; the highest sequence of our events detects a rollback. */
export type StreamCheck = { readonly created: string; readonly highest: number };

type StreamPosition = { readonly id: string; readonly stream_seq: string };

// Qualified, because the unqualified name would refer to the selected text and sort 9 after 762.
const sentBefore = `
  SELECT id, stream_seq::text AS stream_seq FROM outbox_events
  WHERE published_at IS NOT NULL AND stream_created = $1 ORDER BY outbox_events.stream_seq DESC OFFSET $2 LIMIT 1`;

const resetLost = `
  UPDATE outbox_events SET published_at = NULL, stream_seq = NULL, stream_created = NULL
  WHERE published_at IS NOT NULL
    AND (stream_created < $1 OR stream_created > $1 OR stream_created IS NULL OR (stream_created = $1 AND stream_seq > $2))`;

const noMessageFound = 10_037;

const isMissing = (error: unknown): boolean =>
  error instanceof NatsError && (error.api_error?.err_code === noMessageFound || error.code === '404');

/** Returns true if the stream still has our message at this position, or had it until it expired. */
const isStored = async (broker: Broker, state: StreamInfo['state'], { id, stream_seq }: StreamPosition): Promise<boolean> => {
  const seq = Number(stream_seq);
  if (seq > state.last_seq) return false;
  if (seq < state.first_seq) return true;
  try {
    const message = await broker.manager.streams.getMessage(stream, { seq });
    return message.header.get('Nats-Msg-Id') === id;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};

/**
 * The sequence of our last message that is still stored; 0 if there is none. A rolled-back store keeps the beginning of the stream. So this
 * checks positions backwards from the newest, with doubling distances; events between two checks are republished rather than lost.
 */
const lastStored = async ({ broker, session }: StreamCheckDependencies, info: StreamInfo): Promise<number> => {
  for (let back = 0; ; back = Math.max(1, back * 2)) {
    const [position] = await session<StreamPosition>('stream-position', sentBefore, [info.created, back]);
    if (position === undefined) return 0;
    if (await isStored(broker, info.state, position)) return Number(position.stream_seq);
  }
};

/**
 * Compares the outbox with the stream, and resets acknowledged events that the broker has lost, to be published again: all after a wiped
 * store, the last ones after a rollback. PostgreSQL is the source of truth; consumers ignore duplicates.
 */
export const republishLost = async (dependencies: StreamCheckDependencies): Promise<StreamCheck> => {
  const { broker, session, context, log } = dependencies;
  const info = await broker.ensureStream();
  const highest = await lastStored(dependencies, info);
  const rows = await session<{ count: string }>(
    'reset-lost',
    `WITH lost AS (${resetLost} RETURNING 1) SELECT count(*) AS count FROM lost`,
    [info.created, highest],
  );
  const count = Number(rows[0]?.count ?? 0);
  if (count > 0) {
    eventsRepublished.inc({ context }, count);
    log.warn({ count }, 'the broker lost messages, republishing');
  }
  return { created: info.created, highest };
};
