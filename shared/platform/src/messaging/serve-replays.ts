import type { Msg } from 'nats';
import { z } from 'zod';
import type { Broker } from './broker';
import type { Database } from '../database/database';
import type { Log } from '../core/log';
import { replayed } from '../core/metrics';

/** Where a context answers for its history; its replicas share the requests. */
export const replaySubject = (context: string): string => `replay.${context}`;

/** What a consumer asks of a producer: a page of history behind a place in its outbox. */
const replayRequest = z.object({
  subjects: z.array(z.string()).min(1).max(200),
  aggregates: z.object({ types: z.array(z.string()).min(1).max(50), ids: z.array(z.uuid()).min(1).max(1_000) }).optional(),
  after: z
    .string()
    .regex(/^\d{1,19}$/)
    .default('0'),
  limit: z.int().min(1).max(1_000).default(500),
});

export type ReplayRequest = z.output<typeof replayRequest>;

/** A page as the outbox has it: envelopes as they were published, and the place behind the last that was looked at. */
export type HistoryPage = {
  readonly payloads: readonly string[];
  readonly after: string;
  readonly isLast: boolean;
  /** Events too large for any message; they are left out. */
  readonly skipped: number;
};

type ReadHistory = (request: ReplayRequest, maxBytes: number) => Promise<HistoryPage>;

/** As far as one page looks, so that history in which little is wanted is not read in one go. */
const stretchLength = 20_000;

type Stretch = { readonly until: bigint | null; readonly is_last: boolean };

const stretchOf = `
  SELECT until, NOT EXISTS (SELECT FROM outbox_all WHERE seq > until) AS is_last
  FROM (SELECT max(seq) AS until FROM (SELECT seq FROM outbox_all WHERE seq > $1 ORDER BY seq LIMIT ${stretchLength.toString()}) AS ahead) AS stretch`;

type Row = { readonly seq: bigint; readonly payload: string | null; readonly found: bigint };

/** Cuts by count and by bytes. An event larger than a page comes without its payload. */
const cut = (condition: string): string => `
  SELECT seq, payload, found FROM (
    SELECT seq, payload, count(*) OVER () AS found, sum(coalesce(octet_length(payload) + 1, 0)) OVER (ORDER BY seq) AS bytes
    FROM (
      SELECT seq, CASE WHEN octet_length(payload::text) < $1 THEN payload::text END AS payload FROM outbox_all
      WHERE seq > $2 AND subject = ANY ($3::text[]) AND ${condition} ORDER BY seq LIMIT $4
    ) AS wanted
  ) AS sized WHERE bytes <= $1 ORDER BY seq`;

const pageOfAll = cut('seq <= $5');
const pageOfSome = cut('aggregate_type = ANY ($5::text[]) AND aggregate_id = ANY ($6::uuid[])');

/** `until` is how far was looked when everything wanted fits into the page. */
const toPage = (
  rows: readonly Row[],
  { limit, after }: ReplayRequest,
  until: bigint | undefined,
): HistoryPage & { readonly isCut: boolean } => {
  const found = Number(rows[0]?.found ?? 0);
  const isCut = rows.length < found || found === limit;
  const last = rows.at(-1)?.seq.toString() ?? after;
  const payloads = rows.flatMap(({ payload }) => (payload === null ? [] : [payload]));
  return { payloads, after: isCut ? last : (until?.toString() ?? last), isLast: !isCut, isCut, skipped: rows.length - payloads.length };
};

/** Reads the history of a context, what was never published included. */
export const readHistory =
  (db: Database): ReadHistory =>
  async (request, maxBytes) => {
    const { subjects, aggregates, after, limit } = request;
    if (aggregates !== undefined) {
      const rows = await db.query<Row>(pageOfSome, [maxBytes, after, subjects, limit, aggregates.types, aggregates.ids]);
      return toPage(rows, request, undefined);
    }
    const [stretch] = await db.query<Stretch>(stretchOf, [after]);
    if (stretch?.until == null) return { payloads: [], after, isLast: true, skipped: 0 };
    const page = toPage(await db.query<Row>(pageOfAll, [maxBytes, after, subjects, limit, stretch.until]), request, stretch.until);
    return { ...page, isLast: !page.isCut && stretch.is_last };
  };

/** Room for what stands around the events. */
const wrapping = 1_024;

const answerTo = async (message: Msg, read: ReadHistory, maxBytes: number): Promise<{ text: string; events: number; skipped: number }> => {
  const request = replayRequest.parse(JSON.parse(message.string()));
  const { payloads, after, isLast, skipped } = await read(request, maxBytes);
  const rest = JSON.stringify({ after, isLast, skipped }).slice(1);
  return { text: `{"events":[${payloads.join(',')}],${rest}`, events: payloads.length, skipped };
};

/** Where the answer comes from: a context's own outbox, or what a test has said. */
export type ReplaySource = { readonly context: string; readonly broker: Broker; readonly log: Log; readonly read: ReadHistory };

/**
 * Answers requests for a context's history, one after the other, so that a replay takes no more than one connection from
 * those who serve clients. Returns how to stop.
 */
export const serveReplays = ({ context, broker, log, read }: ReplaySource): (() => Promise<void>) => {
  const subscription = broker.connection.subscribe(replaySubject(context), { queue: 'replay' });
  const maxBytes = (broker.connection.info?.max_payload ?? 1_048_576) - wrapping;
  const answer = async (message: Msg): Promise<void> => {
    try {
      const { text, events, skipped } = await answerTo(message, read, maxBytes);
      message.respond(text);
      replayed.inc({ context }, events);
      if (skipped > 0) log.warn({ skipped }, 'events too large to be replayed');
    } catch (error) {
      log.warn({ err: error }, 'replay request failed');
      message.respond(JSON.stringify({ error: error instanceof Error ? error.message.slice(0, 500) : 'unknown' }));
    }
  };
  const run = async (): Promise<void> => {
    for await (const message of subscription) await answer(message);
  };
  const done = run().catch((error: unknown) => {
    log.error({ err: error }, 'no longer answers replay requests');
  });
  return async () => {
    subscription.unsubscribe();
    await done;
  };
};
