import { subjectOf, type DataOf, type Envelope, type EventContract } from '@marketplace/schema';
import type { Broker } from '../messaging/broker';
import { newId } from '../core/ids';
import { createLog } from '../core/log';
import { serveReplays, type ReplayRequest } from '../messaging/serve-replays';
import { envelopeOf, type EventMeta } from './event-meta';

/** Every other context, as one under test hears them: what they have announced so far, and whether they answer for it. */
export type Producers = {
  /** Announces an event: it is in the producer's history, and in the stream. */
  readonly announce: <Contract extends EventContract>(contract: Contract, data: DataOf<Contract>, said: EventMeta) => Promise<Envelope>;
  /** Puts an event into the producer's history without sending it: what happened before anybody listened. */
  readonly remember: <Contract extends EventContract>(contract: Contract, data: DataOf<Contract>, said: EventMeta) => Envelope;
  /** Puts an event into the producer's history as it is. */
  readonly recall: (event: Envelope) => void;
  /** Sends an event of the history to the stream, perhaps once more. */
  readonly deliver: (event: Envelope) => Promise<void>;
  readonly history: () => readonly Envelope[];
  /** After so many more pages, requests for history wait until the function that is returned is called. */
  readonly hold: (pages?: number) => () => void;
  /** Answers nobody from now on. */
  readonly stop: () => Promise<void>;
};

const isWanted = ({ subjects, aggregates }: ReplayRequest, event: Envelope): boolean =>
  subjects.includes(subjectOf({ ...event, aggregate: event.aggregate.type })) &&
  (aggregates === undefined || (aggregates.types.includes(event.aggregate.type) && aggregates.ids.includes(event.aggregate.id)));

/** Plays the producers of these names over a broker; pages of their history have `pageLength` events. */
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
    // With a message id of its own each time: a second delivery gets past the broker's deduplication.
    await broker.publish({
      subject: subjectOf({ ...event, aggregate: event.aggregate.type }),
      id: newId(),
      aggregateId: event.aggregate.id,
      payload: JSON.stringify(event),
    });
  };
  const remember: Producers['remember'] = (contract, data, said) => {
    const event = envelopeOf(contract, data, said);
    events.push(event);
    return event;
  };
  return {
    remember,
    announce: async (contract, data, said) => {
      const event = remember(contract, data, said);
      await deliver(event);
      return event;
    },
    recall: (event) => {
      events.push(event);
    },
    deliver,
    history: () => [...events],
    hold: (pages = 0) => {
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
