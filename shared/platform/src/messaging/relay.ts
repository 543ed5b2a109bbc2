import { NatsError } from 'nats';
import { Client } from 'pg';
import type { Alert } from '@marketplace/application';
import type { Broker, Published } from './broker';
import type { CommitListener, OutboxRow } from '../database/commit-hooks';
import { recentCommits, type RecentCommits } from './recent-commits';
import { republishLost, type Healed } from './republish-lost';
import { createAlert, type Log } from '../core/log';
import type { Session } from '../database/session';
import { outboxPending, published, relayActive, statements } from '../core/metrics';
import { wakeableSleep, type WakeableSleep } from '../core/wakeable-sleep';

export type Relay = {
  /** Says what this process has committed; the relay sends it at once, or finds it in the outbox soon. */
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
// What was sent is marked with the next look into the outbox: this often, or when there is a lot of it.
const pollMilliseconds = 250;
const mostUnmarked = 400;
const standbyMilliseconds = 500;
const healEveryMilliseconds = 60_000;
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

const marks = (sent: readonly Sent[], streamCreated: string): readonly unknown[] => [
  sent.map((each) => each.row.id),
  sent.map((each) => each.ack.seq),
  streamCreated,
];

/** As it was committed; which event it follows does not matter to a row that was found in the outbox's own order. */
const toOutboxRow = (row: Row): OutboxRow => ({
  id: row.id,
  subject: row.subject,
  aggregateType: row.aggregate_type,
  aggregateId: row.aggregate_id,
  aggregateVersion: row.aggregate_version,
  follows: row.aggregate_version - 1,
  payload: row.payload,
});

/** Sends a batch in order. What follows the first failure is sent again later, also where it arrived: ids make that harmless. */
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
  (client: Client, context: string): Session =>
  async <R extends object>(name: string, sql: string, params: readonly unknown[]) => {
    statements.inc({ context, sender: 'relay' });
    const result = await client.query<R>({ name, text: sql, values: [...params] });
    return result.rows;
  };

type Pace = { readonly isRunning: () => boolean; readonly sleep: (milliseconds: number) => Promise<void> };

/** Publishes until the session or the broker fails. Only the holder of the context's advisory lock may be here. */
const relayLoop = async (options: RelayOptions, session: Session, { isRunning, sleep, handover }: Pace & { handover: RecentCommits }) => {
  const { broker, context, log } = options;
  let sent: readonly Sent[] = [];
  let healed: Healed = { created: '', highest: 0 };
  let healedGeneration = 0;
  let healAt = 0;
  let lookAt = 0;
  const look = async (): Promise<readonly OutboxRow[]> => {
    const rows = await session<Row>('relay-next', nextBatch, marks(sent, healed.created));
    published.inc({ context }, sent.length);
    outboxPending.set({ context }, rows.length);
    sent = [];
    handover.found(new Set(rows.map((row) => row.id)));
    // A full batch has more behind it.
    lookAt = rows.length < batchSize ? performance.now() + pollMilliseconds : 0;
    return rows.map(toOutboxRow);
  };
  while (isRunning()) {
    if (!broker.isConnected()) {
      await sleep(pollMilliseconds);
      continue;
    }
    const generation = broker.generation();
    if (generation !== healedGeneration || Date.now() >= healAt) {
      // What the stream acknowledged is its own, also when another stream is found in its place now.
      await session('relay-mark', markSent, marks(sent, healed.created));
      sent = [];
      handover.open();
      lookAt = 0;
      // Before the first publish after a reconnect: what the broker lost must be seen before new messages hide the loss.
      healed = await republishLost({ broker, session, context, log });
      healedGeneration = generation;
      healAt = Date.now() + healEveryMilliseconds;
    }
    const mustLook = performance.now() >= lookAt || sent.length >= mostUnmarked;
    const batch = (mustLook ? undefined : handover.take()) ?? (await look());
    if (batch.length === 0) {
      await sleep(Math.max(1, lookAt - performance.now()));
      continue;
    }
    const outcome = await send(broker, batch);
    if (broker.generation() === generation && !isRolledBack(outcome.sent, healed)) {
      for (const { row } of outcome.sent) handover.sent(row);
      sent = [...sent, ...outcome.sent];
      healed = { ...healed, highest: Math.max(healed.highest, ...outcome.sent.map((each) => each.ack.seq)) };
    } else {
      // Which stream acknowledged them is not known: they count as not sent, and the loss is looked for first.
      healedGeneration = 0;
    }
    if (outcome.failure !== undefined) {
      log.warn({ err: outcome.failure.error, event: outcome.failure.row.id }, 'publish failed, will be sent again');
      if (isRefusal(outcome.failure.error))
        await noteRefusal({ session, alert: createAlert(context, log) }, outcome.failure.row, outcome.failure.error);
      healedGeneration = 0;
      await sleep(pollMilliseconds);
    }
  }
  await session('relay-mark', markSent, marks(sent, healed.created));
};

/** A new message in a place that was taken before: the stream has lost its end behind our back. */
const isRolledBack = (sent: readonly Sent[], healed: Healed): boolean =>
  sent.some(({ ack }) => !ack.duplicate && ack.seq <= healed.highest);

const messageTooLarge = 10_054;

/** Whether the broker will not have this very message. Anything else (no leader, no answer, no space) is about the broker. */
const isRefusal = (error: unknown): boolean =>
  error instanceof NatsError && (error.code === 'MAX_PAYLOAD_EXCEEDED' || error.api_error?.err_code === messageTooLarge);

/** A message the broker keeps refusing is set aside, so that the ones behind it pass. */
const noteRefusal = async ({ session, alert }: { session: Session; alert: Alert }, row: OutboxRow, error: unknown): Promise<void> => {
  const [noted] = await session<{ quarantined: boolean }>(
    'relay-refusal',
    `UPDATE outbox_events SET attempts = attempts + 1, last_error = $2,
       quarantined_at = CASE WHEN attempts + 1 >= $3 THEN now() END WHERE id = $1 RETURNING quarantined_at IS NOT NULL AS quarantined`,
    [row.id, String(error).slice(0, 500), quarantineAfter],
  );
  if (noted?.quarantined === true) alert('event-refused-by-broker', { event: row.id, subject: row.subject });
};

/** A holder whose machine is gone must not keep the lock for the two hours that TCP would give it. */
const noticeDeadHolders = `SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false)`;

/** Opens a session of its own, waits for the lock, and works until it is told to stop or something fails. */
const turn = async (
  options: RelayOptions,
  isRunning: () => boolean,
  { work, standby, handover }: { readonly work: WakeableSleep; readonly standby: WakeableSleep; readonly handover: RecentCommits },
): Promise<void> => {
  const { context, log, url } = options;
  const client = new Client({ connectionString: url, application_name: `marketplace-${context}-relay`, keepAlive: true });
  client.on('error', (error) => {
    log.warn({ err: error }, 'relay session lost');
  });
  try {
    await client.connect();
    const session = sessionOf(client, context);
    await session('relay-keepalive', noticeDeadHolders, []);
    while (isRunning()) {
      const [lock] = await session<{ held: boolean }>('relay-lock', 'SELECT pg_try_advisory_lock(7002) AS held', []);
      if (lock?.held === true) {
        relayActive.set({ context }, 1);
        await relayLoop(options, session, { isRunning, sleep: work.sleep, handover });
      } else {
        await standby.sleep(standbyMilliseconds);
      }
    }
  } finally {
    handover.close();
    relayActive.set({ context }, 0);
    await client.end().catch(() => undefined);
  }
};

/** Starts the context's relay: the replica that gets the advisory lock publishes, the others stand by to take over. */
export const startRelay = (options: RelayOptions): Relay => {
  // Commits wake the work only: a replica that stands by has none.
  const alarms = { work: wakeableSleep(), standby: wakeableSleep() };
  const handover = recentCommits();
  const state = { running: true };
  const isRunning = (): boolean => state.running;
  const run = async (): Promise<void> => {
    while (isRunning()) {
      await turn(options, isRunning, { ...alarms, handover }).catch((error: unknown) => {
        options.log.warn({ err: error }, 'relay starts over');
      });
      if (isRunning()) await alarms.standby.sleep(standbyMilliseconds);
    }
  };
  const done = run();
  return {
    committed: (rows) => {
      handover.offer(rows);
      alarms.work.wake();
    },
    stop: async () => {
      state.running = false;
      alarms.work.wake();
      alarms.standby.wake();
      await done;
    },
  };
};
