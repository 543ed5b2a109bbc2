import { bigint, id, integer, json, table, text, timestamp } from './table';
import { withMoney } from './with-money';

/** Events to publish, and published ones for as long as the stream could lose them. */
export const OutboxEvents = table(
  'outbox_events',
  {
    seq: bigint().primary().withDefault(),
    id: id<'Event'>(),
    subject: text(),
    aggregateType: text(),
    aggregateId: id(),
    aggregateVersion: integer(),
    eventType: text(),
    payload: json<unknown>(undefined, 'json'),
    createdAt: timestamp(),
    publishedAt: timestamp().nullable(),
    streamSeq: bigint().nullable(),
    streamCreated: text().nullable(),
    attempts: integer().withDefault(),
    quarantinedAt: timestamp().nullable(),
    lastError: text().nullable(),
  },
  { unique: [['id'], ['aggregateType', 'aggregateId', 'aggregateVersion']] },
);

/** Published events that the stream no longer stores, for replays. */
export const OutboxHistory = table(
  'outbox_history',
  {
    seq: bigint().primary(),
    id: id<'Event'>(),
    subject: text(),
    aggregateType: text(),
    aggregateId: id(),
    aggregateVersion: integer(),
    payload: json<unknown>(undefined, 'json'),
    createdAt: timestamp(),
  },
  { unique: [['id'], ['aggregateType', 'aggregateId', 'aggregateVersion']] },
);

/** Handled messages. */
export const Inbox = table('inbox', {
  consumer: text().primary(),
  messageId: id<'Event'>().primary(),
  processedAt: timestamp().withDefault(),
});

/** Messages that could not be handled. */
export const DeadLetters = table('dead_letters', {
  id: id<'Event'>().primary(),
  consumer: text(),
  subject: text(),
  eventType: text(),
  aggregateId: text(),
  payload: json<unknown>(undefined, 'json'),
  error: text(),
  failedAt: timestamp().withDefault(),
  replayedAt: timestamp().nullable(),
});

/** Handled requests, by idempotency key. */
export const IdempotencyKeys = table('idempotency_keys', {
  scope: text().primary(),
  key: text().primary(),
  requestHash: text(),
  aggregateId: id(),
  createdAt: timestamp().withDefault(),
});

/** The due times of jobs, and the outcomes of their last runs. */
export const DueJobs = table('jobs', {
  name: text().primary(),
  dueAt: timestamp(),
  lastRunAt: timestamp().nullable(),
  lastHandled: integer().nullable(),
  lastError: text().nullable(),
});

/** Every event of every aggregate of the context. Append-only. */
export const History = table('history', {
  aggregateType: text().primary(),
  aggregateId: id<string>().primary(),
  version: integer().primary(),
  eventType: text(),
  event: json(withMoney<unknown>()),
  /** The status of the aggregate before and after the event, if it has one. */
  before: text().nullable().named('status_before'),
  after: text().nullable().named('status_after'),
  /** The actor, as `actorRef` formats it. */
  actor: text(),
  at: timestamp(),
});
