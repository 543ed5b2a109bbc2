import type { Msg } from 'nats';
import { z } from 'zod';
import type { Broker } from './broker';
import type { Database } from '../database/database';
import type { Log } from '../core/log';
import { replayed } from '../core/metrics';

/** The subject of requests for the history of a context, which its replicas share. */
export const replaySubject = (context: string): string => `replay.${context}`;

/** A request for a page of history after a position in the outbox. */
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

/** A page of the outbox: the published envelopes, and the position after the last scanned row. */
export type HistoryPage = {
  readonly payloads: readonly string[];
  readonly after: string;
  readonly isLast: boolean;
  /** The number of events left out because they are too large for a message. */
  readonly skipped: number;
};

type ReadHistory = (request: ReplayRequest, maxBytes: number) => Promise<HistoryPage>;

/** The maximum number of rows that one page scans, so that a selective request does not read the whole history at once. */
const scanLength = 20_000;

type ScanRange = { readonly until: bigint | null; readonly is_last: boolean };

const scanRangeQuery = `
  SELECT until, NOT EXISTS (SELECT FROM outbox_all WHERE seq > until) AS is_last
  FROM (SELECT max(seq) AS until FROM (SELECT seq FROM outbox_all WHERE seq > $1 ORDER BY seq LIMIT ${scanLength.toString()}) AS ahead) AS range`;

type Row = { readonly seq: bigint; readonly payload: string | null; readonly found: bigint };

/** Limits a page by count and by bytes. The payload of an event larger than a page is null. */
const limitedPage = (condition: string): string => `
  SELECT seq, payload, found FROM (
    SELECT seq, payload, count(*) OVER () AS found, sum(coalesce(octet_length(payload) + 1, 0)) OVER (ORDER BY seq) AS bytes
    FROM (
      SELECT seq, CASE WHEN octet_length(payload::text) < $1 THEN payload::text END AS payload FROM outbox_all
      WHERE seq > $2 AND subject = ANY ($3::text[]) AND ${condition} ORDER BY seq LIMIT $4
    ) AS wanted
  ) AS sized WHERE bytes <= $1 ORDER BY seq`;

const pageOfAll = limitedPage('seq <= $5');
const pageOfAggregates = limitedPage('aggregate_type = ANY ($5::text[]) AND aggregate_id = ANY ($6::uuid[])');

/** Converts rows to a page; `until` is the last scanned position if the page was not truncated. */
const toPage = (
  rows: readonly Row[],
  { limit, after }: ReplayRequest,
  until: bigint | undefined,
): HistoryPage & { readonly isTruncated: boolean } => {
  const found = Number(rows[0]?.found ?? 0);
  const isTruncated = rows.length < found || found === limit;
  const last = rows.at(-1)?.seq.toString() ?? after;
  const payloads = rows.flatMap(({ payload }) => (payload === null ? [] : [payload]));
  return {
    payloads,
    after: isTruncated ? last : (until?.toString() ?? last),
    isLast: !isTruncated,
    isTruncated,
    skipped: rows.length - payloads.length,
  };
};

/** Reads the history of a context, including events not published yet. */
export const readHistory =
  (db: Database): ReadHistory =>
  async (request, maxBytes) => {
    const { subjects, aggregates, after, limit } = request;
    if (aggregates !== undefined) {
      const rows = await db.query<Row>(pageOfAggregates, [maxBytes, after, subjects, limit, aggregates.types, aggregates.ids]);
      return toPage(rows, request, undefined);
    }
    const [range] = await db.query<ScanRange>(scanRangeQuery, [after]);
    if (range?.until == null) return { payloads: [], after, isLast: true, skipped: 0 };
    const page = toPage(await db.query<Row>(pageOfAll, [maxBytes, after, subjects, limit, range.until]), request, range.until);
    return { ...page, isLast: !page.isTruncated && range.is_last };
  };

/** The bytes reserved for the rest of the response. */
const envelopeBytes = 1_024;

const answerTo = async (message: Msg, read: ReadHistory, maxBytes: number): Promise<{ text: string; events: number; skipped: number }> => {
  const request = replayRequest.parse(JSON.parse(message.string()));
  const { payloads, after, isLast, skipped } = await read(request, maxBytes);
  const rest = JSON.stringify({ after, isLast, skipped }).slice(1);
  return { text: `{"events":[${payloads.join(',')}],${rest}`, events: payloads.length, skipped };
};

/** The source of history: the outbox of a context, or a fake in tests. */
export type ReplaySource = { readonly context: string; readonly broker: Broker; readonly log: Log; readonly read: ReadHistory };

/**
 * Answers requests for the history of a context, one at a time, so that replays use at most one connection. Returns the function to stop.
 */
export const serveReplays = ({ context, broker, log, read }: ReplaySource): (() => Promise<void>) => {
  const subscription = broker.connection.subscribe(replaySubject(context), { queue: 'replay' });
  const maxBytes = (broker.connection.info?.max_payload ?? 1_048_576) - envelopeBytes;
  const answer = async (message: Msg): Promise<void> => {
    try {
      const { text, events, skipped } = await answerTo(message, read, maxBytes);
      message.respond(text);
      replayed.inc({ context }, events);
      if (skipped > 0) log.warn({ skipped }, 'events too large to replay');
    } catch (error) {
      log.warn({ err: error }, 'replay request failed');
      message.respond(JSON.stringify({ error: error instanceof Error ? error.message.slice(0, 500) : 'unknown' }));
    }
  };
  const run = async (): Promise<void> => {
    for await (const message of subscription) await answer(message);
  };
  const done = run().catch((error: unknown) => {
    log.error({ err: error }, 'replay requests are no longer answered');
  });
  return async () => {
    subscription.unsubscribe();
    await done;
  };
};
