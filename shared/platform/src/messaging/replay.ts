import { setTimeout as pause } from 'node:timers/promises';
import { NatsError } from 'nats';
import { z } from 'zod';
import { seconds, type Duration } from '@marketplace/kernel';
import { envelope, subjectOf, type Envelope, type EventContract } from '@marketplace/schema';
import type { Broker } from './broker';
import type { Log } from '../core/log';
import { replaySubject, type ReplayRequest } from './serve-replays';

/** Which history to read again. */
export type History = {
  /** The context whose events they are. */
  readonly producer: string;
  readonly contracts: readonly EventContract[];
  /** Only events of these; up to 1,000. */
  readonly aggregateIds?: readonly string[];
  /** The `after` of a page that was read before: goes on behind it. */
  readonly after?: string;
  /** The most events of a page; a page may have fewer, and there may be pages with none. */
  readonly limit?: number;
  /** How long a producer may be silent; 30 seconds where nothing is said. */
  readonly patience?: Duration;
};

/** A piece of history, in the order of the producer's outbox. */
export type ReplayedPage = {
  readonly events: readonly Envelope[];
  readonly after: string;
  readonly isLast: boolean;
  /** Events that break their contract, or are larger than a message; the log has their ids. */
  readonly skipped: number;
};

/** Reads a producer's history from its outbox, page by page, to its end as it is then. What commits meanwhile comes by the stream. */
export type Replay = (history: History) => AsyncIterable<ReplayedPage>;

/** Nobody answers for a producer: it does not run, or cannot reach the broker or its database. */
export class ProducerAway extends Error {
  constructor(producer: string, patience: Duration, cause: unknown) {
    super(`${producer} has not answered for its history for ${(patience / 1_000).toString()} s; is it running?`, { cause });
    this.name = 'ProducerAway';
  }
}

const answer = z.union([
  z.object({ events: z.array(z.unknown()), after: z.string(), isLast: z.boolean(), skipped: z.int() }),
  z.object({ error: z.string() }),
]);

type Answer = Exclude<z.output<typeof answer>, { error: string }>;

const answerTimeoutMilliseconds = 5_000;
const betweenAttemptsMilliseconds = 250;

/** Also a fault of the producer's: its database may be away for a moment. */
class ProducerFault extends Error {}

const isSilence = (error: unknown): boolean => error instanceof ProducerFault || error instanceof NatsError;

const ask = async (broker: Broker, producer: string, request: ReplayRequest): Promise<Answer> => {
  const timeout = answerTimeoutMilliseconds;
  const message = await broker.connection.request(replaySubject(producer), JSON.stringify(request), { timeout });
  const parsed = answer.parse(JSON.parse(message.string()));
  if ('error' in parsed) throw new ProducerFault(parsed.error);
  return parsed;
};

const askPatiently = async (broker: Broker, history: History, request: ReplayRequest): Promise<Answer> => {
  const { producer, patience = seconds(30) } = history;
  const until = performance.now() + patience;
  for (;;) {
    try {
      return await ask(broker, producer, request);
    } catch (error) {
      if (!isSilence(error)) throw error;
      if (performance.now() >= until) throw new ProducerAway(producer, patience, error);
      await pause(betweenAttemptsMilliseconds);
    }
  }
};

const keyOf = ({ type, version }: Pick<Envelope, 'type' | 'version'>): string => `${type}.v${version.toString()}`;

export const createReplay = (broker: Broker, log: Log): Replay => {
  /** The events that keep their contracts; nothing is gained by stopping a whole replay at one that does not. */
  const sound = (contracts: ReadonlyMap<string, EventContract>, events: Answer['events']): readonly Envelope[] =>
    events.flatMap((raw) => {
      const event = envelope.safeParse(raw).data;
      const data = event === undefined ? undefined : contracts.get(keyOf(event))?.data.safeParse(event.data);
      if (event !== undefined && data?.success === true) return [{ ...event, data: data.data }];
      const { type, id } = raw as Partial<Envelope>;
      log.warn({ event: type, id }, 'replayed event breaks its contract');
      return [];
    });
  return async function* replay(history) {
    const { producer, contracts, aggregateIds, limit = 500 } = history;
    if (contracts.some(({ context }) => context !== producer)) throw new Error(`not all of these events are announced by ${producer}`);
    const byKey = new Map(contracts.map((contract) => [keyOf(contract), contract]));
    const types = [...new Set(contracts.map(({ aggregate }) => aggregate))];
    const aggregates = aggregateIds === undefined ? {} : { aggregates: { types, ids: [...aggregateIds] } };
    let after = history.after ?? '0';
    for (;;) {
      const page = await askPatiently(broker, history, { subjects: contracts.map(subjectOf), ...aggregates, after, limit });
      const events = sound(byKey, page.events);
      after = page.after;
      yield { events, after, isLast: page.isLast, skipped: page.skipped + page.events.length - events.length };
      if (page.isLast) return;
    }
  };
};
