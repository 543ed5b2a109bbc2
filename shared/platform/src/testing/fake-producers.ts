import { subjectOf, type DataOf, type Envelope, type EventContract } from '@marketplace/schema';
import type { Broker } from '../messaging/broker';
import { newId } from '../core/ids';
import { createLog } from '../core/log';
import { serveReplays, type ReplayRequest } from '../messaging/serve-replays';
import { envelopeOf, type EventMeta } from './event-meta';

/** The producers of all other contexts: their published events, and their replies to replay requests. */
export type Producers = {
  /** Publishes an event: adds it to the history and the stream. */
  readonly publish: <Contract extends EventContract>(contract: Contract, data: DataOf<Contract>, meta: EventMeta) => Promise<Envelope>;
  /** Adds an event to the history without publishing it to the stream. */
  readonly addToHistory: <Contract extends EventContract>(contract: Contract, data: DataOf<Contract>, meta: EventMeta) => Envelope;
  /** Adds an existing event to the history. */
  readonly addEnvelope: (event: Envelope) => void;
  /** Publishes an event of the history to the stream, possibly again. */
  readonly deliver: (event: Envelope) => Promise<void>;
  readonly history: () => readonly Envelope[];
  /** After this number of pages, pauses replies to replay requests until the returned function is called. */
  readonly pause: (pages?: number) => () => void;
  /** Stops replying to replay requests. */
  readonly stop: () => Promise<void>;
};

const isWanted = ({ subjects, aggregates }: ReplayRequest, event: Envelope): boolean =>
  subjects.includes(subjectOf({ ...event, aggregate: event.aggregate.type })) &&
  (aggregates === undefined || (aggregates.types.includes(event.aggregate.type) && aggregates.ids.includes(event.aggregate.id)));

/** Creates fake producers with these context names; replay pages have up to `pageLength` events. */
export const fakeProducers = (broker: Broker, contexts: readonly string[], pageLength = 500): Producers => {
  const events: Envelope[] = [];
  let gate = { pages: Infinity, opened: Promise.resolve(), open: (): void => undefined };
  const read = async (context: string, request: ReplayRequest) => {
    gate.pages -= 1;
    if (gate.pages < 0) await gate.opened;
    const own = events.filter((event) => event.context === context && isWanted(request, event));
    const [from, limit] = [Number(request.after), Math.min(request.limit, pageLength)];
    const page = own.slice(from, from + limit);
    return {
      payloads: page.map((event) => JSON.stringify(event)),
      after: (from + page.length).toString(),
      isLast: from + page.length >= own.length,
      skipped: 0,
    };
  };
  const log = createLog('producers', 'silent');
  const stops = contexts.map((context) => serveReplays({ context, broker, log, read: (request) => read(context, request) }));
  const deliver = async (event: Envelope): Promise<void> => {
    await broker.ensureStream();
    // With a new message ID, so that the broker does not deduplicate a second delivery.
    await broker.publish({
      subject: subjectOf({ ...event, aggregate: event.aggregate.type }),
      id: newId(),
      aggregateId: event.aggregate.id,
      payload: JSON.stringify(event),
    });
  };
  const addToHistory: Producers['addToHistory'] = (contract, data, meta) => {
    const event = envelopeOf(contract, data, meta);
    events.push(event);
    return event;
  };
  return {
    addToHistory: addToHistory,
    publish: async (contract, data, meta) => {
      const event = addToHistory(contract, data, meta);
      await deliver(event);
      return event;
    },
    addEnvelope: (event) => {
      events.push(event);
    },
    deliver,
    history: () => [...events],
    pause: (pages = 0) => {
      let open = (): void => undefined;
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      gate = { pages, opened, open };
      return open;
    },
    stop: async () => {
      gate.open();
      await Promise.all(stops.map((stop) => stop()));
    },
  };
};
