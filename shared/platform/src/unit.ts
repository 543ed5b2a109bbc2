import { actorRef, type Cause, type InboxKey } from '@marketplace/kernel';
import { subjectOf } from '@marketplace/schema';
import type { CommitListener } from './commit-hooks';
import { translateFault } from './faults';
import { newId, now } from './ids';
import type { OutgoingEvent } from './outgoing';

type Part = { readonly sql: string; readonly params: readonly unknown[]; readonly expect?: number };

type UnitTarget = {
  readonly context: string;
  readonly query: (sql: string, params: readonly unknown[]) => Promise<unknown>;
  readonly committed: CommitListener;
};

/**
 * The writes of one use case. All parts reach PostgreSQL as one statement, so that either everything holds (state,
 * history, outgoing events, the inbox row of the message, the idempotency key) or nothing does, in one round trip and
 * with no lock held between two of them.
 */
export type Unit = {
  /**
   * Adds an INSERT, UPDATE or DELETE with its own $1, $2, … and without RETURNING. With `expect`, another row count
   * rolls everything back: that is the compare-and-swap of an aggregate. Two parts must not write the same row.
   */
  readonly add: (sql: string, params: readonly unknown[], expect?: number) => Unit;
  /** Adds events to the outbox, in this order. */
  readonly publish: (...events: readonly OutgoingEvent[]) => Unit;
  /**
   * Throws StaleWrite, DuplicateMessage or DuplicateRequest when the world has moved on; then nothing was written. `done`
   * runs once it is committed, before anybody in this process hears of it.
   */
  readonly commit: (done?: () => void) => Promise<void>;
};

const answered = new WeakSet<InboxKey>();

/** Whether a unit has stored the inbox row of a message. */
export const isAnswered = (key: InboxKey): boolean => answered.has(key);

const outboxPart = (events: readonly OutgoingEvent[], cause: Cause): Part => {
  const occurredAt = now();
  const rows = events.map((event) => {
    const id = newId();
    const { contract, aggregateId, aggregateVersion, data } = event;
    const envelope = {
      id,
      type: contract.type,
      version: contract.version,
      context: contract.context,
      aggregate: { type: contract.aggregate, id: aggregateId, version: aggregateVersion },
      occurredAt,
      correlationId: cause.correlationId,
      causationId: cause.causationId,
      actor: actorRef(cause.actor),
      traceparent: cause.traceparent,
      data,
    };
    return { id, subject: subjectOf(contract), contract, aggregateId, aggregateVersion, payload: JSON.stringify(envelope) };
  });
  return {
    sql: `INSERT INTO outbox_events (id, subject, aggregate_type, aggregate_id, aggregate_version, event_type, payload, created_at)
          SELECT id, subject, aggregate_type, aggregate_id, aggregate_version, event_type, payload, $8::timestamptz
          FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::int[], $6::text[], $7::json[])
            WITH ORDINALITY AS event (id, subject, aggregate_type, aggregate_id, aggregate_version, event_type, payload, position)
          ORDER BY position`,
    params: [
      rows.map((row) => row.id),
      rows.map((row) => row.subject),
      rows.map((row) => row.contract.aggregate),
      rows.map((row) => row.aggregateId),
      rows.map((row) => row.aggregateVersion),
      rows.map((row) => row.contract.type),
      rows.map((row) => row.payload),
      occurredAt,
    ],
  };
};

const causeParts = (cause: Cause, aggregateId: string | undefined): readonly Part[] => [
  ...(cause.inbox === undefined
    ? []
    : [{ sql: 'INSERT INTO inbox (consumer, message_id) VALUES ($1, $2)', params: [cause.inbox.consumer, cause.inbox.messageId] }]),
  ...(cause.idempotency === undefined || aggregateId === undefined
    ? []
    : [
        {
          sql: 'INSERT INTO idempotency_keys (scope, key, request_hash, aggregate_id) VALUES ($1, $2, $3, $4)',
          params: [cause.idempotency.scope, cause.idempotency.key, cause.idempotency.requestHash, aggregateId],
        },
      ]),
];

/** One statement out of many: each part a common table expression, its parameters renumbered, its row count checked. */
const compose = (parts: readonly Part[]): { sql: string; params: readonly unknown[] } => {
  const params: unknown[] = [];
  const checks: string[] = [];
  const expressions = parts.map((part, position) => {
    const offset = params.length;
    params.push(...part.params);
    if (part.expect !== undefined) checks.push(`expect_rows((SELECT count(*) FROM part${position.toString()}), ${part.expect.toString()})`);
    const sql = part.sql.replace(/\$(\d+)/g, (_, number: string) => `$${(Number(number) + offset).toString()}`);
    return `part${position.toString()} AS (${sql} RETURNING 1)`;
  });
  return { sql: `WITH ${expressions.join(',\n')} SELECT ${checks.length === 0 ? '1' : checks.join(', ')}`, params };
};

/** Faults of the caller that the database would report as lost races, to be tried again in vain. */
const requireSoundUnit = (events: readonly OutgoingEvent[], cause: Cause, hasParts: boolean): void => {
  const places = new Set(events.map((event) => `${event.contract.aggregate} ${event.aggregateId} ${event.aggregateVersion.toString()}`));
  if (places.size < events.length) throw new Error('two events of a unit have the same aggregate version');
  if (cause.inbox !== undefined && answered.has(cause.inbox)) {
    throw new Error('an earlier unit has answered this message; only the last one may carry its inbox row');
  }
  if (cause.idempotency !== undefined && events.length === 0 && hasParts) {
    throw new Error('a unit with an idempotency key must announce something: a repeated request is answered from it');
  }
};

export const beginUnit = (target: UnitTarget, cause: Cause): Unit => {
  const parts: Part[] = [];
  const events: OutgoingEvent[] = [];
  const unit: Unit = {
    add: (sql, params, expect) => {
      parts.push(expect === undefined ? { sql, params } : { sql, params, expect });
      return unit;
    },
    publish: (...outgoing) => {
      events.push(...outgoing);
      return unit;
    },
    commit: async (done = () => undefined) => {
      const all = [...parts, ...(events.length > 0 ? [outboxPart(events, cause)] : []), ...causeParts(cause, events[0]?.aggregateId)];
      if (all.length === 0) return;
      requireSoundUnit(events, cause, parts.length > 0);
      const { sql, params } = compose(all);
      try {
        await target.query(sql, params);
      } catch (error) {
        throw translateFault(error);
      }
      if (cause.inbox !== undefined) answered.add(cause.inbox);
      done();
      if (events.length > 0) {
        // Later events of an aggregate stand behind earlier ones, so its last version remains.
        const versions = new Map(events.map((event) => [event.aggregateId, event.aggregateVersion]));
        target.committed([...versions.keys()], versions);
      }
    },
  };
  return unit;
};
