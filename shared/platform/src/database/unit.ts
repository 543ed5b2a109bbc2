import { actorRef, defined, idOf, type Cause, type InboxKey, type Instant } from '@marketplace/kernel';
import { subjectOf } from '@marketplace/schema';
import type { CommitListener, OutboxRow } from './commit-hooks';
import { translateFault } from './faults';
import type { GroupCommit } from './group-commit';
import { newId, now } from '../core/ids';
import type { EventMessage } from './event-message';
import { IdempotencyKeys, Inbox } from './platform-tables';
import type { Part } from './statement';
import type { Columns, NewRow, RowOf, Table } from './table';
import { deletePart, insertPart, updatePart, upsertPart, type RowChange, type Upsert } from './table-writes';

/** How many rows a write must find; 'any' for any number. */
type Expectation = { readonly expect: number | 'any' };

type UnitTarget = { readonly commits: GroupCommit; readonly committed: CommitListener };

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
  /**
   * As `add`, with columns for parameters: arrays of one length, which the SQL reads with unnest($1::uuid[], …), treating
   * each row by itself. A unit of nothing else may be committed in one statement with others of the same texts.
   */
  readonly addRows: (sql: string, columns: readonly (readonly unknown[])[], expect?: number) => Unit;
  /** Inserts rows in their order; nothing for no rows. `unlessThere` leaves out those whose key is taken. */
  readonly insert: <C extends Columns>(table: Table<C>, rows: readonly NewRow<C>[], options?: { readonly unlessThere: boolean }) => Unit;
  /**
   * Inserts rows, or sets what they give in the rows that have the same values in `by`, a unique key. With
   * `{ by: ['id'], newer: 'version' }`, a row that is there changes only where its version is lower than the given one.
   */
  readonly upsert: <C extends Columns>(table: Table<C>, rows: readonly NewRow<C>[], by: readonly (keyof C & string)[] | Upsert<C>) => Unit;
  /**
   * Changes the rows that have the values of `where`. Each change must find one row, or everything is rolled back: with the
   * version that was read among the values, that is the compare-and-swap of an aggregate. `expect: 'any'` asks for no number;
   * `onlyIf` is SQL about the row, `t`, that must hold besides.
   */
  readonly update: <C extends Columns>(
    table: Table<C>,
    changes: readonly RowChange<C>[],
    options?: Partial<Expectation> & { readonly onlyIf?: string },
  ) => Unit;
  /** Deletes the rows that have the given values, however many there are; with `expect`, exactly so many. */
  readonly delete: <C extends Columns>(table: Table<C>, keys: readonly Partial<RowOf<C>>[], options?: Expectation) => Unit;
  /** Adds events to the outbox, in this order. */
  readonly publish: (...events: readonly EventMessage[]) => Unit;
  /**
   * Throws StaleWrite, DuplicateMessage or DuplicateRequest when the world has moved on; then nothing was written. `done`
   * runs once it is committed, before anybody in this process hears of it.
   */
  readonly commit: (done?: () => void) => Promise<void>;
};

const answered = new WeakSet<InboxKey>();

/** Whether a unit has stored the inbox row of a message. */
export const isAnswered = (key: InboxKey): boolean => answered.has(key);

/** An event as it stands in the outbox. */
const outboxRow = (event: EventMessage, cause: Cause, occurredAt: Instant): OutboxRow => {
  const { contract, aggregateId, aggregateVersion, previousVersion: follows = aggregateVersion - 1, data } = event;
  const id = newId();
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
  const aggregate = { aggregateType: contract.aggregate, aggregateId, aggregateVersion, follows };
  return { id, subject: subjectOf(contract), ...aggregate, payload: JSON.stringify(envelope) };
};

const outboxPart = (rows: readonly OutboxRow[], types: readonly string[], occurredAt: Instant): Part => ({
  sql: `INSERT INTO outbox_events (id, subject, aggregate_type, aggregate_id, aggregate_version, event_type, payload, created_at)
        SELECT id, subject, aggregate_type, aggregate_id, aggregate_version, event_type, payload, created_at
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::int[], $6::text[], $7::json[], $8::timestamptz[])
          WITH ORDINALITY AS event (id, subject, aggregate_type, aggregate_id, aggregate_version, event_type, payload, created_at, position)
        ORDER BY position`,
  params: [
    rows.map((row) => row.id),
    rows.map((row) => row.subject),
    rows.map((row) => row.aggregateType),
    rows.map((row) => row.aggregateId),
    rows.map((row) => row.aggregateVersion),
    types,
    rows.map((row) => row.payload),
    rows.map(() => occurredAt),
  ],
  isColumns: true,
});

const causeParts = ({ inbox, idempotency }: Cause, aggregateId: string | undefined): readonly Part[] => [
  ...(inbox === undefined ? [] : [insertPart(Inbox, [{ consumer: inbox.consumer, messageId: idOf(inbox.messageId) }], false)]),
  ...(idempotency === undefined || aggregateId === undefined
    ? []
    : [insertPart(IdempotencyKeys, [{ ...idempotency, aggregateId: idOf(aggregateId) }], false)]),
];

/** Faults of the caller that the database would report as lost races, to be tried again in vain. */
const requireSoundUnit = (events: readonly EventMessage[], cause: Cause, hasParts: boolean): void => {
  const places = new Set(events.map((event) => `${event.contract.aggregate} ${event.aggregateId} ${event.aggregateVersion.toString()}`));
  if (places.size < events.length) throw new Error('two events of a unit have the same aggregate version');
  if (cause.inbox !== undefined && answered.has(cause.inbox)) {
    throw new Error('an earlier unit has answered this message; only the last one may carry its inbox row');
  }
  if (cause.idempotency !== undefined && events.length === 0 && hasParts) {
    throw new Error('a unit with an idempotency key must announce something: a repeated request is answered from it');
  }
};

/** A unit as it is about to be committed: what to write, and what to do when it is written. */
type Prepared = { readonly parts: readonly Part[]; readonly rows: readonly OutboxRow[]; readonly written: () => void };

const preparations = new WeakMap<Unit, () => Prepared>();

const isRagged = (columns: readonly (readonly unknown[])[]): boolean => columns.some((column) => column.length !== columns[0]?.length);

export const beginUnit = (target: UnitTarget, cause: Cause): Unit => {
  const parts: Part[] = [];
  const events: EventMessage[] = [];
  const prepare = (): Prepared => {
    requireSoundUnit(events, cause, parts.length > 0);
    const occurredAt = now();
    const rows = events.map((event) => outboxRow(event, cause, occurredAt));
    const types = events.map(({ contract }) => contract.type);
    return {
      parts: [...parts, ...(rows.length > 0 ? [outboxPart(rows, types, occurredAt)] : []), ...causeParts(cause, events[0]?.aggregateId)],
      rows,
      written: () => {
        if (cause.inbox !== undefined) answered.add(cause.inbox);
      },
    };
  };
  const unit: Unit = {
    add: (sql, params, expect) => {
      parts.push({ sql, params, isColumns: false, ...(expect === undefined ? {} : { expect }) });
      return unit;
    },
    addRows: (sql, columns, expect) => {
      if (isRagged(columns)) throw new Error(`columns of different lengths for ${sql}`);
      parts.push({ sql, params: columns, isColumns: true, ...(expect === undefined ? {} : { expect }) });
      return unit;
    },
    insert: (table, rows, { unlessThere } = { unlessThere: false }) => {
      if (rows.length > 0) parts.push(insertPart(table, rows, unlessThere));
      return unit;
    },
    upsert: (table, rows, by) => {
      if (rows.length > 0) parts.push(upsertPart(table, rows, 'by' in by ? by : { by }));
      return unit;
    },
    update: (table, changes, { expect = changes.length, onlyIf } = {}) => {
      const counted = expect === 'any' ? {} : { expect };
      if (changes.length > 0) parts.push(updatePart(table, changes, { ...counted, ...defined({ onlyIf }) }));
      return unit;
    },
    delete: (table, keys, { expect } = { expect: 'any' }) => {
      if (keys.length > 0) parts.push(deletePart(table, keys, expect === 'any' ? undefined : expect));
      return unit;
    },
    publish: (...outgoing) => {
      events.push(...outgoing);
      return unit;
    },
    commit: async (done = () => undefined) => {
      const prepared = prepare();
      if (prepared.parts.length === 0) return;
      try {
        await target.commits.run(prepared.parts);
      } catch (error) {
        throw translateFault(error);
      }
      prepared.written();
      done();
      if (prepared.rows.length > 0) target.committed(prepared.rows);
    },
  };
  preparations.set(unit, prepare);
  return unit;
};

/** Commits several units as one statement: all of them, or none, with the fault of the first that does not hold. */
export const commitTogether = async (target: UnitTarget, units: readonly Unit[], done: () => void = () => undefined): Promise<void> => {
  const prepared = units.map((unit) => preparations.get(unit)?.()).filter((each) => each !== undefined);
  const written = prepared.filter(({ parts }) => parts.length > 0);
  if (written.length === 0) return;
  try {
    await target.commits.together(written.map(({ parts }) => parts));
  } catch (error) {
    throw translateFault(error);
  }
  for (const each of written) each.written();
  done();
  const rows = written.flatMap((each) => each.rows);
  if (rows.length > 0) target.committed(rows);
};
