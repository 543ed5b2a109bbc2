import { setTimeout as pause } from 'node:timers/promises';
import { NatsError } from 'nats';
import { z } from 'zod';
import { seconds, type Duration } from '@marketplace/kernel';
import { envelope, subjectOf, type Envelope, type EventContract } from '@marketplace/schema';
import type { Broker } from './broker';
import type { Log } from '../core/log';
import { replaySubject, type ReplayRequest } from './serve-replays';

/** A query for the history of a producer. */
export type History = {
  /** The context that published the events. */
  readonly producer: string;
  readonly contracts: readonly EventContract[];
  /** Limits the replay to these aggregates; up to 1,000. */
  readonly aggregateIds?: readonly string[];
  /** The `after` of an earlier page, to continue after it. */
  readonly after?: string;
  /** The maximum number of events per page. Pages can have fewer events, or none. */
  readonly limit?: number;
  /** The time to wait for a producer that does not respond; 30 seconds by default. */
  readonly timeout?: Duration;
};

/** A page of history, in the order of the producer's outbox. */
export type ReplayedPage = {
  readonly events: readonly Envelope[];
  readonly after: string;
  readonly isLast: boolean;
  /** The number of events left out because they violate their contract or are too large. Their IDs are logged. */
  readonly skipped: number;
};

/** Reads the history of a producer from its outbox, in pages, up to its current end. Later events arrive through the stream. */
export type Replay = (history: History) => AsyncIterable<ReplayedPage>;

/** A producer does not respond: it is not running, or cannot reach the broker or its database. */
export class ProducerUnavailable extends Error {
  constructor(producer: string, timeout: Duration, cause: unknown) {
    super(`${producer} has not responded to replay requests for ${(timeout / 1_000).toString()} s; is it running?`, { cause });
    this.name = 'ProducerUnavailable';
  }
}

const answer = z.union([
  z.object({ events: z.array(z.unknown()), after: z.string(), isLast: z.boolean(), skipped: z.int() }),
  z.object({ error: z.string() }),
]);

type Answer = Exclude<z.output<typeof answer>, { error: string }>;

const answerTimeoutMilliseconds = 5_000;
const betweenAttemptsMilliseconds = 250;

/** An error of the producer, such as a temporary database failure. */
class ProducerFault extends Error {}

const isTemporary = (error: unknown): boolean => error instanceof ProducerFault || error instanceof NatsError;

const requestPage = async (broker: Broker, producer: string, request: ReplayRequest): Promise<Answer> => {
  const timeout = answerTimeoutMilliseconds;
  const message = await broker.connection.request(replaySubject(producer), JSON.stringify(request), { timeout });
  const parsed = answer.parse(JSON.parse(message.string()));
  if ('error' in parsed) throw new ProducerFault(parsed.error);
  return parsed;
};

const requestUntilAnswered = async (broker: Broker, history: History, request: ReplayRequest): Promise<Answer> => {
  const { producer, timeout: timeout = seconds(30) } = history;
  const until = performance.now() + timeout;
  for (;;) {
    try {
      return await requestPage(broker, producer, request);
    } catch (error) {
      if (!isTemporary(error)) throw error;
      if (performance.now() >= until) throw new ProducerUnavailable(producer, timeout, error);
      await pause(betweenAttemptsMilliseconds);
    }
  }
};

const keyOf = ({ type, version }: Pick<Envelope, 'type' | 'version'>): string => `${type}.v${version.toString()}`;

export const createReplay = (broker: Broker, log: Log): Replay => {
  /** The events that match their contracts. Others are logged and skipped, so that one invalid event does not stop the replay. */
  const validEvents = (contracts: ReadonlyMap<string, EventContract>, events: Answer['events']): readonly Envelope[] =>
    events.flatMap((raw) => {
      const event = envelope.safeParse(raw).data;
      const data = event === undefined ? undefined : contracts.get(keyOf(event))?.data.safeParse(event.data);
      if (event !== undefined && data?.success === true) return [{ ...event, data: data.data }];
      const { type, id } = raw as Partial<Envelope>;
      log.warn({ event: type, id }, 'replayed event violates its contract');
      return [];
    });
  return async function* replay(history) {
    const { producer, contracts, aggregateIds, limit = 500 } = history;
    if (contracts.some(({ context }) => context !== producer)) throw new Error(`not all of these events are published by ${producer}`);
    const byKey = new Map(contracts.map((contract) => [keyOf(contract), contract]));
    const types = [...new Set(contracts.map(({ aggregate }) => aggregate))];
    const aggregates = aggregateIds === undefined ? {} : { aggregates: { types, ids: [...aggregateIds] } };
    let after = history.after ?? '0';
    for (;;) {
      const page = await requestUntilAnswered(broker, history, { subjects: contracts.map(subjectOf), ...aggregates, after, limit });
      const events = validEvents(byKey, page.events);
      after = page.after;
      yield { events, after, isLast: page.isLast, skipped: page.skipped + page.events.length - events.length };
      if (page.isLast) return;
    }
  };
};
