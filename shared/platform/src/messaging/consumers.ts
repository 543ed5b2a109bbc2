import { setTimeout as pause } from 'node:timers/promises';
import type { ConsumerMessages, JsMsg } from 'nats';
import { keyedQueue } from '@marketplace/application';
import { systemOf, type Cause } from '@marketplace/kernel';
import { envelope, subjectOf, type Envelope } from '@marketplace/schema';
import { acknowledge, returnUnhandled, respondSafely } from './acknowledgements';
import { aggregateHeader, stream, type Broker } from './broker';
import type { Database } from '../database/database';
import { durableOf } from './consumer-lag';
import { storeDeadLetter, storeUnreadable } from './dead-letters';
import { DuplicateMessage, retry } from '../database/faults';
import type { EventHandler } from './event-handler';
import { createAlert, withCorrelationId, type Log } from '../core/log';
import { deadLettered, delivered, handled, handling } from '../core/metrics';
import { hasStoredInboxRow } from '../database/unit';

export type ConsumerOptions = {
  readonly context: string;
  readonly handlers: readonly EventHandler[];
  readonly broker: Broker;
  readonly db: Database;
  readonly log: Log;
  /** The waits between attempts, in milliseconds. After the last attempt the message becomes a dead letter. */
  readonly retryDelays?: readonly number[];
};

export type Consumers = { readonly stop: () => Promise<void> };

const defaultRetryDelays = [20, 100, 500, 2_000, 5_000, 10_000];
const stillWorkingMilliseconds = 1_500;
const unavailableRetryMilliseconds = 1_000;
const restartMilliseconds = 300;

/** The options of a consumer, and its stop signal. */
type ConsumerDependencies = ConsumerOptions & { readonly stopping: AbortSignal };

type Delivery = { readonly subject: string; readonly payload: string; readonly event: Envelope };

const causeOf = (context: string, event: Envelope): Cause => ({
  actor: systemOf(context),
  correlationId: event.correlationId,
  causationId: event.id,
  ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  inbox: { consumer: context, messageId: event.id },
});

/** Handles a delivery once: the effect and the inbox row are written atomically, so a repeated delivery ends as "duplicate". */
export const handleOnce = async (
  options: Pick<ConsumerOptions, 'context' | 'db'>,
  handler: EventHandler,
  event: Envelope,
): Promise<'done' | 'duplicate'> => {
  const cause = causeOf(options.context, event);
  try {
    await retry(() => handler.handle(event, cause));
    // If the handler committed no unit, the inbox row is committed separately.
    if (cause.inbox !== undefined && !hasStoredInboxRow(cause.inbox)) await options.db.unit(cause).commit();
  } catch (error) {
    if (error instanceof DuplicateMessage) return 'duplicate';
    throw error;
  }
  return 'done';
};

const isDatabaseUnavailable = async (db: Database): Promise<boolean> =>
  db.query('SELECT 1').then(
    () => false,
    () => true,
  );

const giveUp = async (dependencies: ConsumerDependencies, delivery: Delivery, error: unknown): Promise<void> => {
  await storeDeadLetter(dependencies.db, { context: dependencies.context, ...delivery, error });
  deadLettered.inc({ context: dependencies.context, type: delivery.event.type });
  const { type, id, aggregate } = delivery.event;
  createAlert(dependencies.context, dependencies.log)('dead-letter', { event: type, id, aggregateId: aggregate.id });
};

/**
 * Retries until the message is handled or becomes a dead letter. Failures while the database is unavailable are not counted as attempts.
 */
const handleWithRetries = async (dependencies: ConsumerDependencies, handler: EventHandler, delivery: Delivery): Promise<void> => {
  const { context, log, stopping } = dependencies;
  const { event } = delivery;
  const delays = dependencies.retryDelays ?? defaultRetryDelays;
  const labels = { context, type: event.type };
  for (let attempt = 0; ;) {
    try {
      const outcome = await handleOnce(dependencies, handler, event);
      handled.inc({ ...labels, outcome });
      log.debug({ event: event.type, id: event.id, aggregate: event.aggregate.id, outcome }, 'message');
      return;
    } catch (error) {
      const isUnavailable = await isDatabaseUnavailable(dependencies.db);
      const delay = isUnavailable ? unavailableRetryMilliseconds : delays[attempt];
      handled.inc({ ...labels, outcome: delay === undefined ? 'dead' : 'retry' });
      log.warn(
        { err: error, event: event.type, id: event.id, attempt },
        delay === undefined ? 'message became a dead letter' : 'message will be retried',
      );
      if (delay === undefined) return giveUp(dependencies, delivery, error);
      await pause(delay, undefined, { signal: stopping });
      if (!isUnavailable) attempt += 1;
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

const handle = async (dependencies: ConsumerDependencies, handler: EventHandler, message: JsMsg): Promise<void> => {
  const { context, db, log } = dependencies;
  const delivery = parseDelivery(message);
  if ('unreadable' in delivery) {
    createAlert(context, log)('unreadable-message', { err: delivery.unreadable, subject: message.subject });
    await storeUnreadable(db, { context, subject: message.subject, payload: message.string(), error: delivery.unreadable });
    return;
  }
  const stopTimer = handling.startTimer({ context, type: delivery.event.type });
  await withCorrelationId(delivery.event.correlationId, () => handleWithRetries(dependencies, handler, delivery));
  stopTimer();
};

/** Never rejects: on failure, the broker redelivers the message. */
const receive = async (dependencies: ConsumerDependencies, handler: EventHandler, message: JsMsg): Promise<void> => {
  try {
    dependencies.stopping.throwIfAborted();
    await handle(dependencies, handler, message);
    acknowledge(message);
  } catch (error) {
    const { aborted } = dependencies.stopping;
    if (!aborted) dependencies.log.error({ err: error, subject: message.subject }, 'message left for redelivery');
    respondSafely(() => {
      message.nak(aborted ? 100 : 2_000);
    });
  }
};

/** Consumes the events of one producer through a durable consumer, which is recreated if the broker has lost it. */
const consumeFrom = (producer: string, handlers: readonly EventHandler[], options: ConsumerOptions): { stop: () => Promise<void> } => {
  const { broker, context, log } = options;
  const durable = durableOf(context, producer);
  const bySubject: Handlers = new Map(handlers.map((handler) => [subjectOf(handler.contract), handler]));
  if (bySubject.size < handlers.length) throw new Error(`${context} has two handlers for one event of ${producer}`);
  // Messages of one aggregate are handled sequentially, those of different aggregates concurrently.
  const queue = keyedQueue();
  const stop = new AbortController();
  const dependencies: ConsumerDependencies = { ...options, stopping: stop.signal };
  const state: { messages?: ConsumerMessages } = {};
  const inProgress = new Set<JsMsg>();
  // Extends the acknowledgement deadline, also of messages queued behind an earlier one of their aggregate.
  const heartbeat = setInterval(() => {
    for (const message of inProgress) respondSafely(() => message.working());
  }, stillWorkingMilliseconds);
  const isRunning = (): boolean => !stop.signal.aborted;
  const consumeUntilLost = async (): Promise<void> => {
    await broker.ensureConsumer(durable, [...bySubject.keys()]);
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
      const handler = bySubject.get(message.subject);
      if (handler === undefined) {
        returnUnhandled(message, log);
        continue;
      }
      const key = message.headers?.get(aggregateHeader) ?? message.subject;
      inProgress.add(message);
      void queue.run(key, () => receive(dependencies, handler, message)).finally(() => inProgress.delete(message));
    }
  };
  const run = async (): Promise<void> => {
    while (isRunning()) {
      await consumeUntilLost().catch((error: unknown) => {
        log.warn({ err: error, producer }, 'consumer restarts');
      });
      if (isRunning()) await pause(restartMilliseconds);
    }
    await queue.idle();
    clearInterval(heartbeat);
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
  for (const handler of options.handlers) {
    byProducer.set(handler.contract.context, [...(byProducer.get(handler.contract.context) ?? []), handler]);
  }
  const running = [...byProducer].map(([producer, handlers]) => consumeFrom(producer, handlers, options));
  return {
    stop: async () => {
      await Promise.all(running.map((each) => each.stop()));
    },
  };
};
