import type { Cause, Instant } from '@marketplace/kernel';
import type { Database } from './database';
import type { OutgoingEvent } from './outgoing';
import type { Unit } from './unit';

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
  /** The unit that makes the saga's first write; columns of the owner's own go into it with `add`. */
  readonly begin: (saga: NewSaga<State>) => Unit;
  /** The unit of a further step; its commit throws StaleWrite when the saga has moved on since it was loaded. */
  readonly advance: (loaded: LoadedSaga<State>, transition: SagaTransition<State>, events: SagaEvents, cause: Cause) => Unit;
  /** Sagas whose deadline has passed, oldest first. */
  readonly due: (now: Instant, limit: number) => Promise<readonly string[]>;
};

export type SagaEvents = (version: number) => readonly OutgoingEvent[];

export type NewSaga<State> = {
  readonly id: string;
  readonly transition: SagaTransition<State>;
  readonly events: SagaEvents;
  readonly cause: Cause;
  /** Extra columns of the saga table, by name. */
  readonly columns: Readonly<Record<string, unknown>>;
};

export type SagaTables = { readonly sagas: string; readonly steps: string };

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

const addSteps = (unit: Unit, table: string, saga: { id: string; version: number }, steps: readonly SagaStep[]): Unit =>
  steps.length === 0
    ? unit
    : unit.add(
        `INSERT INTO ${table} (saga_id, version, position, step_type, status, attempted_at)
         SELECT $1, $2, step.position, step.name, step.outcome, step.at
         FROM unnest($3::text[], $4::text[], $5::timestamptz[]) WITH ORDINALITY AS step (name, outcome, at, position)`,
        [saga.id, saga.version, steps.map((step) => step.name), steps.map((step) => step.outcome), steps.map((step) => step.at)],
      );

export const sagaStore = <State>(db: Database, tables: SagaTables): SagaStore<State> => ({
  load: async (id) => {
    const [row] = await db.query<{ version: number; correlation_id: string; state: State }>(
      `SELECT version, correlation_id, state FROM ${tables.sagas} WHERE id = $1`,
      [id],
    );
    return row === undefined ? undefined : { id, version: row.version, correlationId: row.correlation_id, state: row.state };
  },
  begin: ({ id, transition, events, cause, columns }) => {
    const outgoing = events(1);
    const version = Math.max(1, outgoing.length);
    const extra = Object.entries(columns);
    const unit = db.unit(cause).add(
      `INSERT INTO ${tables.sagas} (id, version, status, state, deadline_at, correlation_id${extra.map(([name]) => `, ${name}`).join('')})
       VALUES ($1, $2, $3, $4, $5, $6${extra.map((_, position) => `, $${(position + 7).toString()}`).join('')})`,
      [
        id,
        version,
        transition.status,
        JSON.stringify(transition.state),
        transition.deadline ?? null,
        cause.correlationId,
        ...extra.map(([, value]) => value),
      ],
    );
    return addSteps(unit, tables.steps, { id, version }, transition.steps).publish(...outgoing);
  },
  advance: (loaded, transition, events, cause) => {
    const outgoing = events(loaded.version + 1);
    const version = loaded.version + Math.max(1, outgoing.length);
    const unit = db
      .unit(cause)
      .add(
        `UPDATE ${tables.sagas} SET version = $3, status = $4, state = $5, deadline_at = $6, updated_at = now() WHERE id = $1 AND version = $2`,
        [loaded.id, loaded.version, version, transition.status, JSON.stringify(transition.state), transition.deadline ?? null],
        1,
      );
    return addSteps(unit, tables.steps, { id: loaded.id, version }, transition.steps).publish(...outgoing);
  },
  due: async (now, limit) => {
    const rows = await db.query<{ id: string }>(`SELECT id FROM ${tables.sagas} WHERE deadline_at <= $1 ORDER BY deadline_at LIMIT $2`, [
      now,
      limit,
    ]);
    return rows.map((row) => row.id);
  },
});
