import { NatsError, type StreamInfo } from 'nats';
import { stream, type Broker } from './broker';
import type { Log } from '../core/log';
import { rearmed } from '../core/metrics';
import type { Session } from '../database/session';

type Healing = { readonly broker: Broker; readonly session: Session; readonly context: string; readonly log: Log };

/** The stream as it was found: its creation time tells a new one, the highest sequence in it that is ours tells a rolled-back one. */
export type Healed = { readonly created: string; readonly highest: number };

type Place = { readonly id: string; readonly stream_seq: string };

// Qualified: unqualified it would mean the text that is selected, in which 9 comes after 762.
const sentBefore = `
  SELECT id, stream_seq::text AS stream_seq FROM outbox_events
  WHERE published_at IS NOT NULL AND stream_created = $1 ORDER BY outbox_events.stream_seq DESC OFFSET $2 LIMIT 1`;

const rearmLost = `
  UPDATE outbox_events SET published_at = NULL, stream_seq = NULL, stream_created = NULL
  WHERE published_at IS NOT NULL
    AND (stream_created < $1 OR stream_created > $1 OR stream_created IS NULL OR (stream_created = $1 AND stream_seq > $2))`;

const noMessageFound = 10_037;

const isMissing = (error: unknown): boolean =>
  error instanceof NatsError && (error.api_error?.err_code === noMessageFound || error.code === '404');

/** Whether a message that this context published is what the stream has in its place, or had until it expired. */
const isInPlace = async (broker: Broker, state: StreamInfo['state'], { id, stream_seq }: Place): Promise<boolean> => {
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
 * The last of our messages that is in its place; 0 if none is. A store that was rolled back keeps a beginning of the
 * stream and nothing behind it, whatever others have written there since: so looks go back in doubling strides from the
 * newest, and what lies between two of them is sent once too often rather than never.
 */
const lastInPlace = async ({ broker, session }: Healing, info: StreamInfo): Promise<number> => {
  for (let back = 0; ; back = Math.max(1, back * 2)) {
    const [place] = await session<Place>('heal-place', sentBefore, [info.created, back]);
    if (place === undefined) return 0;
    if (await isInPlace(broker, info.state, place)) return Number(place.stream_seq);
  }
};

/**
 * Compares the outbox with the stream and arms again what the broker acknowledged and lost: everything after a wiped
 * store, the tail after a rolled-back one. PostgreSQL is the source of truth; consumers absorb what arrives twice.
 */
export const republishLost = async (healing: Healing): Promise<Healed> => {
  const { broker, session, context, log } = healing;
  const info = await broker.ensureStream();
  const highest = await lastInPlace(healing, info);
  const rows = await session<{ count: string }>(
    'heal-rearm',
    `WITH lost AS (${rearmLost} RETURNING 1) SELECT count(*) AS count FROM lost`,
    [info.created, highest],
  );
  const count = Number(rows[0]?.count ?? 0);
  if (count > 0) {
    rearmed.inc({ context }, count);
    log.warn({ count }, 'the broker had lost messages; they are sent again');
  }
  return { created: info.created, highest };
};
