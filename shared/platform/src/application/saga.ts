import type { Versioned } from '@marketplace/application';
import { idOf, type Cause, type Instant } from '@marketplace/kernel';
import type { Database } from '../database/database';
import type { EventMessage } from '../database/event-message';
import { id, integer, json, table, text, timestamp, updatedAt, type Column, type New, type Table } from '../database/table';
import type { Unit } from '../database/unit';
import { aggregateStore, type WrittenChange } from './aggregate-store';

/** A transition of a saga: the new state, the log entries, and the deadline for replies. */
export type SagaTransition<State> = {
  readonly state: State;
  readonly status: string;
  readonly deadline: Instant | undefined;
  readonly steps: readonly SagaStep[];
};

/** An entry of the append-only log of a saga. */
export type SagaStep = { readonly name: string; readonly outcome: string; readonly at: Instant };

/** A saga as read. Its correlation ID is that of the request that started it. */
export type LoadedSaga<State> = Versioned<State> & { readonly id: string; readonly correlationId: string };

/** Creates the events of a transition, with versions starting from this one. */
export type SagaEvents = (version: number) => readonly EventMessage[];

export type SagaAdvance<State> = {
  readonly loaded: LoadedSaga<State>;
  readonly transition: SagaTransition<State>;
  readonly events: SagaEvents;
  readonly cause: Cause;
  /** Adds other writes to the unit. */
  readonly alongside?: (unit: Unit) => void;
};

export type NewSaga<State, Own> = {
  readonly id: string;
  readonly transition: SagaTransition<State>;
  readonly events: SagaEvents;
  readonly cause: Cause;
  /** The values of the additional columns of the saga's table. */
  readonly columns: Own;
};

/** Stores sagas: state (by compare-and-swap), log, requests and deadline are written atomically. */
export type SagaStore<State, Own = object> = {
  readonly load: (id: string) => Promise<LoadedSaga<State> | undefined>;
  /**
   * The saga as this process last wrote it, otherwise as stored. Suitable for a decision that writes, because an outdated write fails and
   * is retried, and for publishing states. Not suitable for deciding that nothing has to be written: another process may have written
   * since.
   */
  readonly recent: (id: string) => Promise<LoadedSaga<State> | undefined>;
  /** Stores a new saga. Throws StaleWrite if it exists. */
  readonly begin: (saga: NewSaga<State, Own>) => Promise<void>;
  /** Stores a transition. Throws StaleWrite if the saga has changed since it was loaded. */
  readonly advance: (step: SagaAdvance<State>) => Promise<void>;
  /** The sagas whose deadline has passed, oldest first, with their versions. */
  readonly due: (now: Instant, limit: number) => Promise<readonly { readonly id: string; readonly version: number }[]>;
};

/** The columns of a saga's table. Contexts can add their own. */
export const sagaColumns = <State>(state: Column<State, false> = json<State>()) => ({
  id: id<string>().primary(),
  version: integer(),
  announced: integer(),
  status: text(),
  state,
  deadlineAt: timestamp().nullable(),
  correlationId: text(),
  startedAt: timestamp().withDefault(),
  updatedAt: updatedAt(),
});

type SagaColumns<State> = ReturnType<typeof sagaColumns<State>>;

/** Describes the table of a saga's log. */
export const sagaStepsTable = (name: string) =>
  table(name, {
    sagaId: id<string>().primary(),
    version: integer().primary(),
    position: integer().primary(),
    stepType: text(),
    status: text(),
    attemptedAt: timestamp(),
  });

type StepsTable = ReturnType<typeof sagaStepsTable>;

/** The SQL of the two tables of a saga. The migration of the context makes the log append-only. */
export const sagaTables = ({
  sagas,
  steps,
  columns = '',
}: {
  readonly sagas: string;
  readonly steps: string;
  readonly columns?: string;
}): string => `
  CREATE TABLE ${sagas} (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    -- The version of the last event that others have received; 0 before the first.
    announced integer NOT NULL,
    status text NOT NULL,
    state jsonb NOT NULL,
    deadline_at timestamptz,
    correlation_id text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()${columns === '' ? '' : `,\n    ${columns}`}
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

/** A saga as the aggregate store keeps it. */
type SagaRecord<State> = Pick<LoadedSaga<State>, 'id' | 'correlationId' | 'state'>;

/** A transition as an event of the aggregate: one for each request, or one without a request. */
type SagaMoved<State> = {
  readonly type: 'Moved';
  readonly saga: SagaRecord<State>;
  readonly transition: SagaTransition<State>;
  readonly request?: EventMessage;
  /** The values of the additional columns, for a new saga. */
  readonly columns?: object;
};

type Written<State> = WrittenChange<SagaRecord<State>, SagaMoved<State>>;

const eventsOf = <State>(move: Omit<SagaMoved<State>, 'type'>, requests: readonly EventMessage[]): readonly SagaMoved<State>[] =>
  requests.length === 0 ? [{ type: 'Moved', ...move }] : requests.map((request) => ({ type: 'Moved', ...move, request }));

/** All events of a transition contain the same transition. */
const transitionOf = <State>({ steps: [first] }: Written<State>): SagaMoved<State> => {
  if (first === undefined) throw new Error('a saga was written without an event');
  return first.event;
};

const stepRows = <State>(written: Written<State>): readonly New<StepsTable>[] =>
  transitionOf(written).transition.steps.map(({ name, outcome, at }, index) => ({
    sagaId: idOf(written.after.state.id),
    version: written.after.version,
    position: index + 1,
    stepType: name,
    status: outcome,
    attemptedAt: at,
  }));

const loadedOf = <State>({ version, announced, state }: Versioned<SagaRecord<State>>): LoadedSaga<State> => ({
  version,
  announced,
  ...state,
});

type SagaDefinition = {
  /** The name of the saga's aggregate in event contracts. */
  readonly name: string;
  /** A table with `sagaColumns` and possibly more columns. */
  readonly table: { readonly columns: Readonly<Record<keyof SagaColumns<unknown>, unknown>> };
  readonly steps: StepsTable;
};

/** The number of sagas that a process caches. */
const cacheSize = 5_000;

/** `Own` is the type of the additional columns of a new saga. */
export const sagaStore = <State, Own extends object = object>(db: Database, definition: SagaDefinition): SagaStore<State, Own> => {
  const { name, steps } = definition;
  // Additional columns are written once and never read here.
  const table = definition.table as unknown as Table<SagaColumns<State>>;

  const write = (unit: Unit, changes: readonly Written<State>[]): void => {
    for (const written of changes) {
      const { from, after } = written;
      const { transition, columns } = transitionOf(written);
      const { id: sagaId, correlationId, state } = after.state;
      const { status, deadline: deadlineAt = null } = transition;
      const set = { version: after.version, announced: after.announced, status, state, deadlineAt };
      if (from === 0) unit.insert(table, [{ id: idOf(sagaId), correlationId, ...set, ...columns }]);
      else unit.update(table, [{ where: { id: idOf(sagaId), version: from }, set }]);
      unit.insert(steps, stepRows(written));
    }
  };

  const sagas = aggregateStore<SagaRecord<State>, never, SagaMoved<State>, never>(db, {
    name,
    idOf: ({ id: sagaId }) => sagaId,
    // The pure function of the saga has already decided.
    decide: () => [],
    evolve: (_, { saga }) => saga,
    load: async (ids) =>
      (await db.select(table, 'WHERE id = ANY ($1::uuid[])', [ids])).map(({ id: sagaId, version, announced, correlationId, state }) => ({
        version,
        announced,
        state: { id: sagaId, correlationId, state },
      })),
    write,
    toMessages: ({ event: { request } }) => (request === undefined ? [] : [request]),
    cacheSize,
  });

  const load = async (sagaId: string): Promise<LoadedSaga<State> | undefined> => {
    const found = await sagas.find(sagaId);
    return found && loadedOf(found);
  };

  return {
    load,
    recent: async (sagaId) => {
      const found = sagas.cached(sagaId);
      return found === undefined ? load(sagaId) : loadedOf(found);
    },
    begin: async ({ id: sagaId, transition, events, cause, columns }) => {
      const saga = { id: sagaId, correlationId: cause.correlationId, state: transition.state };
      await sagas.save([{ before: undefined, events: eventsOf({ saga, transition, columns }, events(1)) }], cause);
    },
    advance: async ({ loaded, transition, events, cause, alongside }) => {
      const { id: sagaId, correlationId, version, announced, state } = loaded;
      const before = { version, announced, state: { id: sagaId, correlationId, state } };
      const sagaEvents = eventsOf({ saga: { ...before.state, state: transition.state }, transition }, events(version + 1));
      await sagas.saveWith([{ before, events: sagaEvents }], cause, alongside === undefined ? {} : { alongside });
    },
    due: (now, limit) =>
      db.query(`SELECT id, version FROM ${table.tableName} WHERE deadline_at <= $1 ORDER BY deadline_at LIMIT $2`, [now, limit]),
  };
};
