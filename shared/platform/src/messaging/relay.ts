import { NatsError } from 'nats';
import { Client } from 'pg';
import type { Alert } from '@marketplace/application';
import type { Broker, Published } from './broker';
import type { CommitListener, OutboxRow } from '../database/commit-hooks';
import { recentCommits, type RecentCommits } from './recent-commits';
import { republishLost, type RelaySession, type StreamCheck } from './republish-lost';
import { createAlert, type Log } from '../core/log';
import { outboxPending, published, relayActive, statements } from '../core/metrics';
import { wakeableSleep, type WakeableSleep } from '../core/wakeable-sleep';

export type Relay = {
  /** Receives committed events, to be sent at once. */
  readonly committed: CommitListener;
  readonly stop: () => Promise<void>;
};

export type RelayOptions = { readonly context: string; readonly url: string; readonly broker: Broker; readonly log: Log };

type Row = {
  readonly id: string;
  readonly subject: string;
  readonly aggregate_type: string;
  readonly aggregate_id: string;
  readonly aggregate_version: number;
  readonly payload: string;
};
type Sent = { readonly row: OutboxRow; readonly ack: Published };

const batchSize = 500;
// Sent events are marked as published with the next read of the outbox: at this interval, or after this number of events.
const pollMilliseconds = 250;
const maxUnmarked = 400;
const standbyMilliseconds = 500;
const checkEveryMilliseconds = 60_000;
const quarantineAfter = 10;

const markSent = `
  UPDATE outbox_events SET published_at = now(), stream_seq = sent.stream_seq, stream_created = $3, last_error = NULL
  FROM unnest($1::uuid[], $2::bigint[]) AS sent (id, stream_seq)
  WHERE outbox_events.id = sent.id`;

const nextBatch = `
  WITH marked AS (${markSent})
  SELECT id, subject, aggregate_type, aggregate_id, aggregate_version, payload::text AS payload FROM outbox_events
  WHERE published_at IS NULL AND quarantined_at IS NULL AND id <> ALL ($1::uuid[])
  ORDER BY seq LIMIT ${batchSize.toString()}`;

const markParameters = (sent: readonly Sent[], streamCreated: string): readonly unknown[] => [
  sent.map((each) => each.row.id),
  sent.map((each) => each.ack.seq),
  streamCreated,
];

/** Converts a row of the outbox. `follows` is not relevant, because the outbox is read in order. */
const toOutboxRow = (row: Row): OutboxRow => ({
  id: row.id,
  subject: row.subject,
  aggregateType: row.aggregate_type,
  aggregateId: row.aggregate_id,
  aggregateVersion: row.aggregate_version,
  follows: row.aggregate_version - 1,
  payload: row.payload,
});

/** Sends a batch in order. Events after the first failure are sent again later; message IDs make this harmless. */
const send = async (
  broker: Broker,
  batch: readonly OutboxRow[],
): Promise<{ sent: readonly Sent[]; failure?: { row: OutboxRow; error: unknown } }> => {
  const results = await Promise.allSettled(
    batch.map((row) =>
      broker.publish({
        subject: row.subject,
        id: row.id,
        aggregateId: row.aggregateId,
        version: row.aggregateVersion,
        payload: row.payload,
      }),
    ),
  );
  const sent: Sent[] = [];
  for (const [position, result] of results.entries()) {
    const row = batch[position];
    if (row === undefined) break;
    if (result.status === 'rejected') return { sent, failure: { row, error: result.reason } };
    sent.push({ row, ack: result.value });
  }
  return { sent };
};

const sessionOf =
  (client: Client, context: string): RelaySession =>
  async <R extends object>(name: string, sql: string, params: readonly unknown[]) => {
    statements.inc({ context, sender: 'relay' });
    const result = await client.query<R>({ name, text: sql, values: [...params] });
    return result.rows;
  };

type LoopControl = { readonly isRunning: () => boolean; readonly sleep: WakeableSleep['sleep']; readonly recent: RecentCommits };

/** Publishes until the session or the broker fails. Requires the advisory lock of the context. */
const relayLoop = async (options: RelayOptions, session: RelaySession, { isRunning, sleep, recent }: LoopControl) => {
  const { broker, context, log } = options;
  let sent: readonly Sent[] = [];
  let streamCheck: StreamCheck = { created: '', highest: 0 };
  let checkedGeneration = 0;
  let checkAt = 0;
  let readAt = 0;
  const readBatch = async (): Promise<readonly OutboxRow[]> => {
    const rows = await session<Row>('relay-next', nextBatch, markParameters(sent, streamCheck.created));
    published.inc({ context }, sent.length);
    outboxPending.set({ context }, rows.length);
    sent = [];
    recent.found(new Set(rows.map((row) => row.id)));
    // After a full batch there may be more.
    readAt = rows.length < batchSize ? performance.now() + pollMilliseconds : 0;
    return rows.map(toOutboxRow);
  };
  while (isRunning()) {
    if (!broker.isConnected()) {
      await sleep(pollMilliseconds);
      continue;
    }
    const generation = broker.generation();
    if (generation !== checkedGeneration || Date.now() >= checkAt) {
      // These acknowledgements belong to the previous stream, even if another one is found now.
      await session('relay-mark', markSent, markParameters(sent, streamCheck.created));
      sent = [];
      recent.open();
      readAt = 0;
      // Before the first publish after a reconnect: new messages would hide what the broker lost.
      streamCheck = await republishLost({ broker, session, context, log });
      checkedGeneration = generation;
      checkAt = Date.now() + checkEveryMilliseconds;
    }
    const mustRead = performance.now() >= readAt || sent.length >= maxUnmarked;
    const batch = (mustRead ? undefined : recent.take()) ?? (await readBatch());
    if (batch.length === 0) {
      await sleep(Math.max(1, readAt - performance.now()));
      continue;
    }
    const outcome = await send(broker, batch);
    if (broker.generation() === generation && !isRolledBack(outcome.sent, streamCheck)) {
      for (const { row } of outcome.sent) recent.sent(row);
      sent = [...sent, ...outcome.sent];
      streamCheck = { ...streamCheck, highest: Math.max(streamCheck.highest, ...outcome.sent.map((each) => each.ack.seq)) };
    } else {
      // It is unknown which stream acknowledged these events: they count as not sent, and the stream is checked first.
      checkedGeneration = 0;
    }
    if (outcome.failure !== undefined) {
      log.warn({ err: outcome.failure.error, event: outcome.failure.row.id }, 'publish failed, will be retried');
      if (isRefusal(outcome.failure.error))
        await countRefusal({ session, alert: createAlert(context, log) }, outcome.failure.row, outcome.failure.error);
      checkedGeneration = 0;
      await sleep(pollMilliseconds);
    }
  }
  await session('relay-mark', markSent, markParameters(sent, streamCheck.created));
};

/** Detects a new message at a known position: the end of the stream was lost. */
const isRolledBack = (sent: readonly Sent[], streamCheck: StreamCheck): boolean =>
  sent.some(({ ack }) => !ack.duplicate && ack.seq <= streamCheck.highest);

const messageTooLarge = 10_054;

/** Returns true if the broker rejects this message itself, such as one that is too large. Other errors are about the broker. */
const isRefusal = (error: unknown): boolean =>
  error instanceof NatsError && (error.code === 'MAX_PAYLOAD_EXCEEDED' || error.api_error?.err_code === messageTooLarge);

/** Counts a rejection. After several, the event is quarantined so that later events can be published. */
const countRefusal = async ({ session, alert }: { session: RelaySession; alert: Alert }, row: OutboxRow, error: unknown): Promise<void> => {
  const [noted] = await session<{ quarantined: boolean }>(
    'relay-refusal',
    `UPDATE outbox_events SET attempts = attempts + 1, last_error = $2,
       quarantined_at = CASE WHEN attempts + 1 >= $3 THEN now() END WHERE id = $1 RETURNING quarantined_at IS NOT NULL AS quarantined`,
    [row.id, String(error).slice(0, 500), quarantineAfter],
  );
  if (noted?.quarantined === true) alert('event-refused-by-broker', { event: row.id, subject: row.subject });
};

/** Detects a crashed lock holder within seconds instead of the two hours of TCP. */
const setKeepalives = `SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false)`;

/** Opens a session, waits for the lock, and publishes until stopped or until something fails. */
const runOnce = async (
  options: RelayOptions,
  isRunning: () => boolean,
  { work, standby, recent }: { readonly work: WakeableSleep; readonly standby: WakeableSleep; readonly recent: RecentCommits },
): Promise<void> => {
  const { context, log, url } = options;
  const client = new Client({ connectionString: url, application_name: `marketplace-${context}-relay`, keepAlive: true });
  client.on('error', (error) => {
    log.warn({ err: error }, 'relay session lost');
  });
  try {
    await client.connect();
    const session = sessionOf(client, context);
    await session('relay-keepalive', setKeepalives, []);
    while (isRunning()) {
      const [lock] = await session<{ held: boolean }>('relay-lock', 'SELECT pg_try_advisory_lock(7002) AS held', []);
      if (lock?.held === true) {
        relayActive.set({ context }, 1);
        await relayLoop(options, session, { isRunning, sleep: work.sleep, recent });
      } else {
        await standby.sleep(standbyMilliseconds);
      }
    }
  } finally {
    recent.close();
    relayActive.set({ context }, 0);
    await client.end().catch(() => undefined);
  }
};

/** Starts the relay of a context. The replica that holds the advisory lock publishes; the others are on standby. */
export const startRelay = (options: RelayOptions): Relay => {
  // Commits wake the active relay only.
  const sleeps = { work: wakeableSleep(), standby: wakeableSleep() };
  const recent = recentCommits();
  const state = { running: true };
  const isRunning = (): boolean => state.running;
  const run = async (): Promise<void> => {
    while (isRunning()) {
      await runOnce(options, isRunning, { ...sleeps, recent }).catch((error: unknown) => {
        options.log.warn({ err: error }, 'relay restarts');
      });
      if (isRunning()) await sleeps.standby.sleep(standbyMilliseconds);
    }
  };
  const done = run();
  return {
    committed: (rows) => {
      recent.offer(rows);
      sleeps.work.wake();
    },
    stop: async () => {
      state.running = false;
      sleeps.work.wake();
      sleeps.standby.wake();
      await done;
    },
  };
};
