import { actorRef, defined, idOf, type Cause, type InboxKey, type Instant } from '@marketplace/kernel';
import { subjectOf } from '@marketplace/schema';
import type { CommitListener, OutboxRow } from './commit-hooks';
import { translateFault } from './faults';
import type { GroupCommit } from './group-commit';
import { newId, now } from '../core/ids';
import type { EventMessage } from './event-message';
import { IdempotencyKeys, Inbox } from './platform-tables';
import type { UnitPart } from './statement';
import type { Columns, NewRow, RowOf, Table } from './table';
import { deletePart, insertPart, updatePart, upsertPart, type RowChange, type Upsert } from './table-writes';

/** The number of rows that a write must find; 'any' for any number. */
type Expectation = { readonly expect: number | 'any' };

type UnitTarget = { readonly commits: GroupCommit; readonly committed: CommitListener };

/**
 * The writes of one use case: state, history, events, the inbox row of the message, the idempotency key. They are committed atomically as
 * one statement, in one round trip.
 */
export type Unit = {
  /**
   * Adds an INSERT, UPDATE or DELETE with its own $1, $2, … and without RETURNING. With `expect`, a different row count rolls everything
   * back, which gives aggregates a compare-and-swap. Two parts must not write the same row.
   */
  readonly add: (sql: string, params: readonly unknown[], expect?: number) => Unit;
  /**
   * Like `add`, with arrays of equal length as parameters, which the SQL reads with unnest($1::uuid[], …), handling each row separately.
   * Units made only of such parts can be merged with units of the same SQL.
   */
  readonly addRows: (sql: string, columns: readonly (readonly unknown[])[], expect?: number) => Unit;
  /** Inserts rows in order. With `ignoreConflicts`, rows whose key exists are skipped. */
  readonly insert: <C extends Columns>(
    table: Table<C>,
    rows: readonly NewRow<C>[],
    options?: { readonly ignoreConflicts: boolean },
  ) => Unit;
  /**
   * Inserts rows, or updates those with the same values in `by`, a unique key. With `{ by: ['id'], newer: 'version' }`, an existing row is
   * updated only if its version is lower.
   */
  readonly upsert: <C extends Columns>(table: Table<C>, rows: readonly NewRow<C>[], by: readonly (keyof C & string)[] | Upsert<C>) => Unit;
  /**
   * Updates the rows with the values of `where`. By default, each change must find exactly one row, or everything is rolled back: with the
   * version in `where`, this is the compare-and-swap of an aggregate. `expect: 'any'` allows any number of rows; `onlyIf` is an additional
   * SQL condition on the row, `t`.
   */
  readonly update: <C extends Columns>(
    table: Table<C>,
    changes: readonly RowChange<C>[],
    options?: Partial<Expectation> & { readonly onlyIf?: string },
  ) => Unit;
  /** Deletes the rows with the given values; with `expect`, exactly this number of rows. */
  readonly delete: <C extends Columns>(table: Table<C>, keys: readonly Partial<RowOf<C>>[], options?: Expectation) => Unit;
  /** Adds events to the outbox, in order. */
  readonly publish: (...events: readonly EventMessage[]) => Unit;
  /**
   * Commits the unit. Throws StaleWrite, DuplicateMessage or DuplicateRequest without writing anything. `done` is called after the commit,
   * before listeners in this process.
   */
  readonly commit: (done?: () => void) => Promise<void>;
};

const storedInboxRows = new WeakSet<InboxKey>();

/** Returns true if a unit has stored the inbox row of the message. */
export const hasStoredInboxRow = (key: InboxKey): boolean => storedInboxRows.has(key);

/** The outbox row of an event. */
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

const outboxPart = (rows: readonly OutboxRow[], types: readonly string[], occurredAt: Instant): UnitPart => ({
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

const causeWrites = ({ inbox, idempotency }: Cause, aggregateId: string | undefined): readonly UnitPart[] => [
  ...(inbox === undefined ? [] : [insertPart(Inbox, [{ consumer: inbox.consumer, messageId: idOf(inbox.messageId) }], false)]),
  ...(idempotency === undefined || aggregateId === undefined
    ? []
    : [insertPart(IdempotencyKeys, [{ ...idempotency, aggregateId: idOf(aggregateId) }], false)]),
];

/** Detects errors of the caller that the database would report as write conflicts, to be retried in vain. */
const requireSoundUnit = (events: readonly EventMessage[], cause: Cause, hasParts: boolean): void => {
  const versions = new Set(events.map((event) => `${event.contract.aggregate} ${event.aggregateId} ${event.aggregateVersion.toString()}`));
  if (versions.size < events.length) throw new Error('two events of a unit have the same aggregate version');
  if (cause.inbox !== undefined && storedInboxRows.has(cause.inbox)) {
    throw new Error('an earlier unit has already stored the inbox row of this message');
  }
  if (cause.idempotency !== undefined && events.length === 0 && hasParts) {
    throw new Error('a unit with an idempotency key must publish an event: repeated requests need its aggregate ID');
  }
};

/** A unit that is ready to commit. */
type Prepared = { readonly parts: readonly UnitPart[]; readonly rows: readonly OutboxRow[]; readonly written: () => void };

const preparations = new WeakMap<Unit, () => Prepared>();

const isRagged = (columns: readonly (readonly unknown[])[]): boolean => columns.some((column) => column.length !== columns[0]?.length);

export const beginUnit = (target: UnitTarget, cause: Cause): Unit => {
  const parts: UnitPart[] = [];
  const events: EventMessage[] = [];
  const prepare = (): Prepared => {
    requireSoundUnit(events, cause, parts.length > 0);
    const occurredAt = now();
    const rows = events.map((event) => outboxRow(event, cause, occurredAt));
    const types = events.map(({ contract }) => contract.type);
    return {
      parts: [...parts, ...(rows.length > 0 ? [outboxPart(rows, types, occurredAt)] : []), ...causeWrites(cause, events[0]?.aggregateId)],
      rows,
      written: () => {
        if (cause.inbox !== undefined) storedInboxRows.add(cause.inbox);
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
    insert: (table, rows, { ignoreConflicts } = { ignoreConflicts: false }) => {
      if (rows.length > 0) parts.push(insertPart(table, rows, ignoreConflicts));
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
    publish: (...messages) => {
      events.push(...messages);
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

/** Commits several units atomically, as one statement. Throws the first error. */
export const commitAll = async (target: UnitTarget, units: readonly Unit[], done: () => void = () => undefined): Promise<void> => {
  const prepared = units.map((unit) => preparations.get(unit)?.()).filter((each) => each !== undefined);
  const written = prepared.filter(({ parts }) => parts.length > 0);
  if (written.length === 0) return;
  try {
    await target.commits.runAll(written.map(({ parts }) => parts));
  } catch (error) {
    throw translateFault(error);
  }
  for (const each of written) each.written();
  done();
  const rows = written.flatMap((each) => each.rows);
  if (rows.length > 0) target.committed(rows);
};
