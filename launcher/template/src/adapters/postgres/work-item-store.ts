import { highestId, type AppliedEvent, type Versioned } from '@marketplace/application';
import { defined } from '@marketplace/kernel';
import { aggregateStore, nonNull, type Database, type EventMessage, type Row, type Unit, type WrittenChange } from '@marketplace/platform';
import type { WorkItemStore, WorkItemViews } from '../../application/ports';
import { decide, evolve, type WorkItem, type WorkItemEvent } from '../../domain/work-item';
import { WorkItems } from './tables';

/** Creates the messages to other contexts; passed by main.ts from the nats adapter. */
export type ToMessages = (item: WorkItem, event: WorkItemEvent, version: number) => readonly EventMessage[];

type Written = WrittenChange<WorkItem, WorkItemEvent>;

const stateOf = (row: Row<typeof WorkItems>): WorkItem => {
  const { id, ownerId, title, openedAt } = row;
  const terms = { id, ownerId, title, openedAt };
  switch (row.status) {
    case 'OPEN':
      return { status: 'OPEN', ...terms };
    case 'CLOSED':
      return {
        ...{ status: 'CLOSED', ...terms },
        closedAt: nonNull(WorkItems, row, 'closedAt'),
        reason: nonNull(WorkItems, row, 'closeReason'),
      };
  }
};

/** A row as an aggregate. Every event is published, so the last published version is the current version. */
const toAggregate = (row: Row<typeof WorkItems>): Versioned<WorkItem> => ({
  version: row.version,
  announced: row.version,
  state: stateOf(row),
});

const write = (unit: Unit, changes: readonly Written[]): void => {
  unit.insert(
    WorkItems,
    changes
      .filter(({ from }) => from === 0)
      .map(({ after: { state, version } }) => {
        const { id, ownerId, title, status, openedAt } = state;
        return { id, version, ownerId, title, status, openedAt, closedAt: null, closeReason: null };
      }),
  );
  unit.update(
    WorkItems,
    changes
      .filter(({ from }) => from > 0)
      .map(({ from, after: { state, version } }) => ({
        where: { id: state.id, version: from },
        set: {
          version,
          status: state.status,
          closedAt: state.status === 'CLOSED' ? state.closedAt : null,
          closeReason: state.status === 'CLOSED' ? state.reason : null,
        },
      })),
  );
};

const historyEntry = ({ event, before, after }: AppliedEvent<WorkItem, WorkItemEvent>) => ({
  event,
  at: event.type === 'WorkItemOpened' ? event.openedAt : event.at,
  ...defined({ before: before?.status }),
  after: after.status,
});

export const workItemStore = (db: Database, toMessages: ToMessages): WorkItemStore =>
  aggregateStore(db, {
    name: 'WorkItem',
    idOf: ({ id }) => id,
    decide,
    evolve,
    load: async (ids) => (await db.select(WorkItems, 'WHERE id = ANY ($1)', [ids])).map(toAggregate),
    write,
    toMessages: ({ after, event, version }) => toMessages(after, event, version),
    record: historyEntry,
  });

export const workItemViews = (db: Database): WorkItemViews => ({
  ofOwner: async (ownerId, { limit, after = highestId }) =>
    (await db.select(WorkItems, 'WHERE owner_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3', [ownerId, after, limit])).map(toAggregate),
  openSince: async (before, limit) =>
    (await db.select(WorkItems, `WHERE status = 'OPEN' AND opened_at <= $1 ORDER BY opened_at LIMIT $2`, [before, limit])).map(
      ({ id }) => id,
    ),
});
