import { setTimeout as pause } from 'node:timers/promises';
import type { ConsumerMessages, JsMsg } from 'nats';
import { keyedQueue } from '@marketplace/application';
import { systemOf, type Cause } from '@marketplace/kernel';
import { envelope, subjectOf, type Envelope } from '@marketplace/schema';
import { acknowledge, leaveToOthers, tellBroker } from './acknowledgements';
import { aggregateHeader, stream, type Broker } from './broker';
import type { Database } from '../database/database';
import { durableOf } from './consumer-lag';
import { storeDeadLetter, storeUnreadable } from './dead-letters';
import { DuplicateMessage, retry } from '../database/faults';
import type { EventHandler } from './event-handler';
import { createAlert, inFlow, type Log } from '../core/log';
import { deadLettered, delivered, handled, handling } from '../core/metrics';
import { isAnswered } from '../database/unit';

export type ConsumerOptions = {
  readonly context: string;
  readonly listens: readonly EventHandler[];
  readonly broker: Broker;
  readonly db: Database;
  readonly log: Log;
  /** Waits between attempts, in milliseconds; after the last one the message is a dead letter. */
  readonly retryDelays?: readonly number[];
};

export type Consumers = { readonly stop: () => Promise<void> };

const defaultRetryDelays = [20, 100, 500, 2_000, 5_000, 10_000];
const stillWorkingMilliseconds = 1_500;
const awayMilliseconds = 1_000;
const startOverMilliseconds = 300;

/** What a consumer works with: its options, and the word that it is to stop. */
type Setting = ConsumerOptions & { readonly stopping: AbortSignal };

type Delivery = { readonly subject: string; readonly payload: string; readonly event: Envelope };

const causeOf = (context: string, event: Envelope): Cause => ({
  actor: systemOf(context),
  correlationId: event.correlationId,
  causationId: event.id,
  ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  inbox: { consumer: context, messageId: event.id },
});

/** One delivery, once: the effect and the inbox row are one write, so a repeated delivery ends as "duplicate". */
export const handleOnce = async (
  options: Pick<ConsumerOptions, 'context' | 'db'>,
  listening: EventHandler,
  event: Envelope,
): Promise<'done' | 'duplicate'> => {
  const cause = causeOf(options.context, event);
  try {
    await retry(() => listening.handle(event, cause));
    // What needed nothing is noted too: a unit of its own, which goes together with others.
    if (cause.inbox !== undefined && !isAnswered(cause.inbox)) await options.db.unit(cause).commit();
  } catch (error) {
    if (error instanceof DuplicateMessage) return 'duplicate';
    throw error;
  }
  return 'done';
};

const isAway = async (db: Database): Promise<boolean> =>
  db.query('SELECT 1').then(
    () => false,
    () => true,
  );

const giveUp = async (setting: Setting, delivery: Delivery, error: unknown): Promise<void> => {
  await storeDeadLetter(setting.db, { context: setting.context, ...delivery, error });
  deadLettered.inc({ context: setting.context, type: delivery.event.type });
  const { type, id, aggregate } = delivery.event;
  createAlert(setting.context, setting.log)('dead-letter', { event: type, id, aggregateId: aggregate.id });
};

/** Tries until it is done or given up. What fails while the database is away is not the message's fault and counts as no attempt. */
const handleWithRetries = async (setting: Setting, listening: EventHandler, delivery: Delivery): Promise<void> => {
  const { context, log, stopping } = setting;
  const { event } = delivery;
  const delays = setting.retryDelays ?? defaultRetryDelays;
  const labels = { context, type: event.type };
  for (let attempt = 0; ;) {
    try {
      const outcome = await handleOnce(setting, listening, event);
      handled.inc({ ...labels, outcome });
      log.debug({ event: event.type, id: event.id, aggregate: event.aggregate.id, outcome }, 'message');
      return;
    } catch (error) {
      const away = await isAway(setting.db);
      const delay = away ? awayMilliseconds : delays[attempt];
      handled.inc({ ...labels, outcome: delay === undefined ? 'dead' : 'retry' });
      log.warn(
        { err: error, event: event.type, id: event.id, attempt },
        delay === undefined ? 'message given up' : 'message will be tried again',
      );
      if (delay === undefined) return giveUp(setting, delivery, error);
      await pause(delay, undefined, { signal: stopping });
      if (!away) attempt += 1;
    }
  }
};

const parseDelivery = (message: JsMsg): Delivery | { readonly unreadable: unknown } => {
  const payload = message.string();
  try {
    const parsed = envelope.parse(JSON.parse(payload));
    return { subject: message.subject, payload, event: { ...parsed, data: parsed.data } };
  } catch (error) {
    return { unreadable: error };
  }
};

type Handlers = ReadonlyMap<string, EventHandler>;

const handle = async (setting: Setting, listening: EventHandler, message: JsMsg): Promise<void> => {
  const { context, db, log } = setting;
  const delivery = parseDelivery(message);
  if ('unreadable' in delivery) {
    createAlert(context, log)('unreadable-message', { err: delivery.unreadable, subject: message.subject });
    await storeUnreadable(db, { context, subject: message.subject, payload: message.string(), error: delivery.unreadable });
    return;
  }
  const stopTimer = handling.startTimer({ context, type: delivery.event.type });
  await inFlow(delivery.event.correlationId, () => handleWithRetries(setting, listening, delivery));
  stopTimer();
};

/** Never rejects: what could not be handled or set aside is left to the broker, which delivers it again. */
const receive = async (setting: Setting, listening: EventHandler, message: JsMsg): Promise<void> => {
  try {
    setting.stopping.throwIfAborted();
    await handle(setting, listening, message);
    acknowledge(message);
  } catch (error) {
    const { aborted } = setting.stopping;
    if (!aborted) setting.log.error({ err: error, subject: message.subject }, 'message left for redelivery');
    tellBroker(() => {
      message.nak(aborted ? 100 : 2_000);
    });
  }
};

/** Listens to one producer through a durable consumer, and begins again when the broker has lost it. */
const listenTo = (producer: string, listens: readonly EventHandler[], options: ConsumerOptions): { stop: () => Promise<void> } => {
  const { broker, context, log } = options;
  const durable = durableOf(context, producer);
  const handlers: Handlers = new Map(listens.map((listening) => [subjectOf(listening.contract), listening]));
  if (handlers.size < listens.length) throw new Error(`${context} listens twice to the same event of ${producer}`);
  // Messages of one aggregate are handled one after the other, of different aggregates side by side.
  const queue = keyedQueue();
  const stop = new AbortController();
  const setting: Setting = { ...options, stopping: stop.signal };
  const state: { messages?: ConsumerMessages } = {};
  const underWay = new Set<JsMsg>();
  // Also for those that wait for an earlier one of their aggregate: the broker must not take us for dead meanwhile.
  const beat = setInterval(() => {
    for (const message of underWay) tellBroker(() => message.working());
  }, stillWorkingMilliseconds);
  const isRunning = (): boolean => !stop.signal.aborted;
  const consumeUntilLost = async (): Promise<void> => {
    await broker.ensureConsumer(durable, [...handlers.keys()]);
    const consumer = await broker.jetstream.consumers.get(stream, durable);
    const messages = await consumer.consume({
      max_messages: 200,
      idle_heartbeat: 2_000,
      expires: 10_000,
      abort_on_missing_resource: true,
    });
    state.messages = messages;
    if (!isRunning()) messages.stop();
    for await (const message of messages) {
      delivered.inc({ context });
      const listening = handlers.get(message.subject);
      if (listening === undefined) {
        leaveToOthers(message, log);
        continue;
      }
      const key = message.headers?.get(aggregateHeader) ?? message.subject;
      underWay.add(message);
      void queue.run(key, () => receive(setting, listening, message)).finally(() => underWay.delete(message));
    }
  };
  const run = async (): Promise<void> => {
    while (isRunning()) {
      await consumeUntilLost().catch((error: unknown) => {
        log.warn({ err: error, producer }, 'consumer starts over');
      });
      if (isRunning()) await pause(startOverMilliseconds);
    }
    await queue.idle();
    clearInterval(beat);
  };
  const done = run();
  return {
    stop: async () => {
      stop.abort();
      state.messages?.stop();
      await done;
    },
  };
};

export const startConsumers = (options: ConsumerOptions): Consumers => {
  const byProducer = new Map<string, EventHandler[]>();
  for (const listening of options.listens) {
    byProducer.set(listening.contract.context, [...(byProducer.get(listening.contract.context) ?? []), listening]);
  }
  const running = [...byProducer].map(([producer, listens]) => listenTo(producer, listens, options));
  return {
    stop: async () => {
      await Promise.all(running.map((each) => each.stop()));
    },
  };
};
