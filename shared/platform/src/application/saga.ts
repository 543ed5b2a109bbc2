import type { Versioned } from '@marketplace/application';
import { idOf, type Cause, type Instant } from '@marketplace/kernel';
import type { Database } from '../database/database';
import type { EventMessage } from '../database/event-message';
import { id, integer, json, table, text, timestamp, updatedAt, type Column, type New, type Table } from '../database/table';
import type { Unit } from '../database/unit';
import { aggregateStore, type WrittenChange } from './aggregate-store';

/** What a saga's pure function decides: the new state, what to ask of others, and until when the answers are awaited. */
export type SagaTransition<State> = {
  readonly state: State;
  readonly status: string;
  readonly deadline: Instant | undefined;
  readonly steps: readonly SagaStep[];
};

/** One line of the saga's append-only log. */
export type SagaStep = { readonly name: string; readonly outcome: string; readonly at: Instant };

/** A saga as it was read. All that it does belongs to the flow in which it began. */
export type LoadedSaga<State> = Versioned<State> & { readonly id: string; readonly correlationId: string };

/** Stamped with versions in order. */
export type SagaEvents = (version: number) => readonly EventMessage[];

export type SagaAdvance<State> = {
  readonly loaded: LoadedSaga<State>;
  readonly transition: SagaTransition<State>;
  readonly events: SagaEvents;
  readonly cause: Cause;
  /** Adds writes of the owner's own to the unit. */
  readonly alongside?: (unit: Unit) => void;
};

export type NewSaga<State, Own> = {
  readonly id: string;
  readonly transition: SagaTransition<State>;
  readonly events: SagaEvents;
  readonly cause: Cause;
  /** The columns that the owner has added to the saga's table. */
  readonly columns: Own;
};

/** Keeps sagas: the state by compare-and-swap, the step log, the requests to others and the deadline as one write. */
export type SagaStore<State, Own = object> = {
  readonly load: (id: string) => Promise<LoadedSaga<State> | undefined>;
  /**
   * As it was last written by this process, else as it is stored. Good for a decision that writes, since a write from an
   * old state is refused and the next look is at what is stored; and for telling, since it did hold at its version. Not
   * good for deciding that there is nothing to write: another process may have moved on.
   */
  readonly recent: (id: string) => Promise<LoadedSaga<State> | undefined>;
  /** Makes the saga's first write. Throws StaleWrite when there is such a saga. */
  readonly begin: (saga: NewSaga<State, Own>) => Promise<void>;
  /** Makes a further write; throws StaleWrite when the saga has moved on since it was loaded. */
  readonly advance: (step: SagaAdvance<State>) => Promise<void>;
  /** Sagas whose deadline has passed, oldest first, each with the version that waits. */
  readonly due: (now: Instant, limit: number) => Promise<readonly { readonly id: string; readonly version: number }[]>;
};

/** The columns of a saga's table; its owner adds those of its own. */
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

/** Describes the table of a saga's step log. */
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

/** SQL of a saga's two tables, with the owner's columns; the step log is made append-only by the caller's migration. */
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
type Kept<State> = Pick<LoadedSaga<State>, 'id' | 'correlationId' | 'state'>;

/** A transition as the aggregate store takes it: one event for each request to others, or one if it asks nothing. */
type Move<State> = {
  readonly type: 'Moved';
  readonly saga: Kept<State>;
  readonly transition: SagaTransition<State>;
  readonly request?: EventMessage;
  /** The owner's columns, when it begins. */
  readonly columns?: object;
};

type Written<State> = WrittenChange<Kept<State>, Move<State>>;

const movesOf = <State>(move: Omit<Move<State>, 'type'>, requests: readonly EventMessage[]): readonly Move<State>[] =>
  requests.length === 0 ? [{ type: 'Moved', ...move }] : requests.map((request) => ({ type: 'Moved', ...move, request }));

/** All moves of a transition carry the same. */
const moveOf = <State>({ steps: [first] }: Written<State>): Move<State> => {
  if (first === undefined) throw new Error('a saga is written without a move');
  return first.event;
};

const stepRows = <State>(written: Written<State>): readonly New<StepsTable>[] =>
  moveOf(written).transition.steps.map(({ name, outcome, at }, place) => ({
    sagaId: idOf(written.after.state.id),
    version: written.after.version,
    position: place + 1,
    stepType: name,
    status: outcome,
    attemptedAt: at,
  }));

const loadedOf = <State>({ version, announced, state }: Versioned<Kept<State>>): LoadedSaga<State> => ({ version, announced, ...state });

type SagaDefinition = {
  /** The saga's aggregate in contracts. */
  readonly name: string;
  /** A table with `sagaColumns` and perhaps more. */
  readonly table: { readonly columns: Readonly<Record<keyof SagaColumns<unknown>, unknown>> };
  readonly steps: StepsTable;
};

/** As many sagas as a process keeps as it wrote them last. */
const remember = 5_000;

/** `Own`: what the owner's columns of a new saga take. */
export const sagaStore = <State, Own extends object = object>(db: Database, definition: SagaDefinition): SagaStore<State, Own> => {
  const { name, steps } = definition;
  // The owner's columns are written once, and are nobody's business here.
  const table = definition.table as unknown as Table<SagaColumns<State>>;

  const write = (unit: Unit, changes: readonly Written<State>[]): void => {
    for (const written of changes) {
      const { from, after } = written;
      const { transition, columns } = moveOf(written);
      const { id: sagaId, correlationId, state } = after.state;
      const { status, deadline: deadlineAt = null } = transition;
      const set = { version: after.version, announced: after.announced, status, state, deadlineAt };
      if (from === 0) unit.insert(table, [{ id: idOf(sagaId), correlationId, ...set, ...columns }]);
      else unit.update(table, [{ where: { id: idOf(sagaId), version: from }, set }]);
      unit.insert(steps, stepRows(written));
    }
  };

  const sagas = aggregateStore<Kept<State>, never, Move<State>, never>(db, {
    name,
    idOf: ({ id: sagaId }) => sagaId,
    // A saga's own function decides.
    decide: () => [],
    evolve: (_, { saga }) => saga,
    load: async (ids) =>
      (await db.select(table, 'WHERE id = ANY ($1::uuid[])', [ids])).map(({ id: sagaId, version, announced, correlationId, state }) => ({
        version,
        announced,
        state: { id: sagaId, correlationId, state },
      })),
    write,
    announce: ({ event: { request } }) => (request === undefined ? [] : [request]),
    remember,
  });

  const load = async (sagaId: string): Promise<LoadedSaga<State> | undefined> => {
    const found = await sagas.find(sagaId);
    return found && loadedOf(found);
  };

  return {
    load,
    recent: async (sagaId) => {
      const found = sagas.recall(sagaId);
      return found === undefined ? load(sagaId) : loadedOf(found);
    },
    begin: async ({ id: sagaId, transition, events, cause, columns }) => {
      const saga = { id: sagaId, correlationId: cause.correlationId, state: transition.state };
      await sagas.save([{ before: undefined, events: movesOf({ saga, transition, columns }, events(1)) }], cause);
    },
    advance: async ({ loaded, transition, events, cause, alongside }) => {
      const { id: sagaId, correlationId, version, announced, state } = loaded;
      const before = { version, announced, state: { id: sagaId, correlationId, state } };
      const moves = movesOf({ saga: { ...before.state, state: transition.state }, transition }, events(version + 1));
      await sagas.saveWith([{ before, events: moves }], cause, alongside === undefined ? {} : { alongside });
    },
    due: (now, limit) =>
      db.query(`SELECT id, version FROM ${table.tableName} WHERE deadline_at <= $1 ORDER BY deadline_at LIMIT $2`, [now, limit]),
  };
};
