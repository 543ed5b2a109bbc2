import { LRUCache } from 'lru-cache';
import type { Cause, Instant } from '@marketplace/kernel';
import { coalesced } from '../core/coalesced';
import type { Database } from '../database/database';
import type { OutgoingEvent } from '../database/outgoing';
import type { Unit } from '../database/unit';

/** What a saga's pure function decides: the new state, what to ask of others, and until when the answers are awaited. */
export type SagaTransition<State> = {
  readonly state: State;
  readonly status: string;
  readonly deadline: Instant | undefined;
  readonly steps: readonly SagaStep[];
};

/** One line of the saga's append-only log. */
export type SagaStep = { readonly name: string; readonly outcome: string; readonly at: Instant };

export type LoadedSaga<State> = { readonly id: string; readonly version: number; readonly correlationId: string; readonly state: State };

/** Keeps sagas: the state by compare-and-swap, the step log, the requests to others and the deadline as one write. */
export type SagaStore<State> = {
  readonly load: (id: string) => Promise<LoadedSaga<State> | undefined>;
  /**
   * As it was last written by this process, else as it is stored. Good for a decision that writes, since a write from an
   * old state is refused and the next look is at what is stored; and for telling, since it did hold at its version. Not
   * good for deciding that there is nothing to write: another process may have moved on.
   */
  readonly recent: (id: string) => Promise<LoadedSaga<State> | undefined>;
  /** Makes the saga's first write. */
  readonly begin: (saga: NewSaga<State>) => Promise<void>;
  /** Makes a further write; throws StaleWrite when the saga has moved on since it was loaded. */
  readonly advance: (step: SagaAdvance<State>) => Promise<void>;
  /** Sagas whose deadline has passed, oldest first. */
  readonly due: (now: Instant, limit: number) => Promise<readonly string[]>;
};

export type SagaAdvance<State> = {
  readonly loaded: LoadedSaga<State>;
  readonly transition: SagaTransition<State>;
  /** Stamped with versions in order. */
  readonly events: SagaEvents;
  readonly cause: Cause;
  /** Adds writes of the owner's own to the unit. */
  readonly alongside?: (unit: Unit) => Unit;
};

export type SagaEvents = (version: number) => readonly OutgoingEvent[];

export type NewSaga<State> = {
  readonly id: string;
  readonly transition: SagaTransition<State>;
  readonly events: SagaEvents;
  readonly cause: Cause;
  /** Extra columns of the saga table. */
  readonly columns: readonly SagaColumn[];
};

/** A column of the owner's own, its PostgreSQL type, and its value. */
export type SagaColumn = { readonly name: string; readonly type: string; readonly value: unknown };

export type SagaTables = {
  readonly sagas: string;
  readonly steps: string;
  /** Which shape new states have, 1 unless said: what an older shape means, its owner knows when it reads one. */
  readonly definitionVersion?: number;
};

/** SQL of a saga's two tables; the step log is made append-only by the caller's migration. */
export const sagaTables = ({ sagas, steps }: SagaTables): string => `
  CREATE TABLE ${sagas} (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    status text NOT NULL,
    state jsonb NOT NULL,
    definition_version integer NOT NULL DEFAULT 1,
    deadline_at timestamptz,
    correlation_id text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX ${sagas}_due ON ${sagas} (deadline_at) WHERE deadline_at IS NOT NULL;
  CREATE TABLE ${steps} (
    saga_id uuid NOT NULL,
    version integer NOT NULL,
    position integer NOT NULL,
    step_type text NOT NULL,
    status text NOT NULL,
    attempted_at timestamptz NOT NULL,
    PRIMARY KEY (saga_id, version, position)
  );
`;

type Saga = { readonly id: string; readonly version: number };

const addSteps = (unit: Unit, table: string, { saga, steps }: { readonly saga: Saga; readonly steps: readonly SagaStep[] }): Unit =>
  steps.length === 0
    ? unit
    : unit.addRows(
        `INSERT INTO ${table} (saga_id, version, position, step_type, status, attempted_at)
         SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::text[], $6::timestamptz[])`,
        [
          steps.map(() => saga.id),
          steps.map(() => saga.version),
          steps.map((_, position) => position + 1),
          steps.map((step) => step.name),
          steps.map((step) => step.outcome),
          steps.map((step) => step.at),
        ],
      );

const insertSaga = (table: string, columns: readonly SagaColumn[]): string => `
  INSERT INTO ${table} (id, version, status, state, deadline_at, correlation_id, definition_version${columns.map(({ name }) => `, ${name}`).join('')})
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::jsonb[], $5::timestamptz[], $6::text[], $7::int[]${columns
    .map(({ type }, position) => `, $${(position + 8).toString()}::${type}[]`)
    .join('')})`;

const updateSaga = (table: string): string => `
  UPDATE ${table} AS saga SET version = next.version, status = next.status, state = next.state, deadline_at = next.deadline_at, updated_at = now()
  FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::jsonb[], $6::timestamptz[]) AS next (id, before, version, status, state, deadline_at)
  WHERE saga.id = next.id AND saga.version = next.before`;

/** A saga can move without an event, so its next one says which it follows. */
const following = (events: readonly OutgoingEvent[], lastEvent: number | undefined): readonly OutgoingEvent[] =>
  events.map((event, position) => (position === 0 && lastEvent !== undefined ? { ...event, follows: lastEvent } : event));

export const sagaStore = <State>(db: Database, tables: SagaTables): SagaStore<State> => {
  const written = new LRUCache<string, LoadedSaga<State> & { readonly lastEvent: number | undefined }>({ max: 5_000 });
  const load = coalesced(async (ids): Promise<ReadonlyMap<string, LoadedSaga<State>>> => {
    const rows = await db.query<{ id: string; version: number; correlation_id: string; state: State }>(
      `SELECT id, version, correlation_id, state FROM ${tables.sagas} WHERE id = ANY ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, { id: row.id, version: row.version, correlationId: row.correlation_id, state: row.state }]));
  });
  /** What did not get through says that somebody else was faster: the next look is at what is stored. */
  const commit = async (unit: Unit, saga: LoadedSaga<State>, lastEvent: number | undefined): Promise<void> => {
    written.delete(saga.id);
    await unit.commit(() => written.set(saga.id, { ...saga, lastEvent }));
  };
  return {
    load,
    recent: async (id) => written.get(id) ?? load(id),
    begin: async ({ id, transition, events, cause, columns }) => {
      const outgoing = events(1);
      const version = Math.max(1, outgoing.length);
      const { status, state, deadline = null, steps } = transition;
      const { correlationId } = cause;
      const unit = db
        .unit(cause)
        .addRows(insertSaga(tables.sagas, columns), [
          [id],
          [version],
          [status],
          [JSON.stringify(state)],
          [deadline],
          [correlationId],
          [tables.definitionVersion ?? 1],
          ...columns.map(({ value }) => [value]),
        ]);
      const whole = addSteps(unit, tables.steps, { saga: { id, version }, steps }).publish(...outgoing);
      await commit(whole, { id, version, correlationId, state }, outgoing.length);
    },
    advance: async ({ loaded, transition, events, cause, alongside = (unit) => unit }) => {
      const known = written.get(loaded.id);
      const lastEvent = known?.version === loaded.version ? known.lastEvent : undefined;
      const outgoing = following(events(loaded.version + 1), lastEvent);
      const version = loaded.version + Math.max(1, outgoing.length);
      const { status, state, deadline = null, steps } = transition;
      const unit = db
        .unit(cause)
        .addRows(updateSaga(tables.sagas), [[loaded.id], [loaded.version], [version], [status], [JSON.stringify(state)], [deadline]], 1);
      const whole = alongside(addSteps(unit, tables.steps, { saga: { id: loaded.id, version }, steps }).publish(...outgoing));
      await commit(whole, { ...loaded, version, state }, outgoing.length > 0 ? version : lastEvent);
    },
    due: async (now, limit) => {
      const rows = await db.query<{ id: string }>(`SELECT id FROM ${tables.sagas} WHERE deadline_at <= $1 ORDER BY deadline_at LIMIT $2`, [
        now,
        limit,
      ]);
      return rows.map((row) => row.id);
    },
  };
};
