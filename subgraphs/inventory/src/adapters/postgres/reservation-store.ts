import { actorRef, type Cause } from '@marketplace/kernel';
import type { AppliedEvent } from '@marketplace/application';
import {
  aggregateStore,
  DuplicateMessage,
  StaleWrite,
  type Database,
  type EventMessage,
  type Unit,
  type WrittenChange,
} from '@marketplace/platform';
import type { ReservationStore, WaitingReservation, WaitingReservations } from '../../application/ports';
import type { Allocation } from '../../domain/allocation';
import { decide, type ReservationCommand, type ReservationRejection } from '../../domain/decide';
import { movementsOf } from '../../domain/movements';
import { evolve, refOf, type Reservation, type ReservationEvent } from '../../domain/reservation';
import { readReservations } from './reservation-rows';
import { addMovements, addStockChanges } from './stock-movements';
import { ReservationLines, Reservations } from './tables';

/** Creates the published events of a reservation; main.ts passes it from the nats adapter. */
export type ReservationPublications = (step: AppliedEvent<Reservation, ReservationEvent>) => readonly EventMessage[];

type Written = WrittenChange<Reservation, ReservationEvent>;

/** The allocations that an event adds, as lines of a new round. */
const allocationsIn = (event: ReservationEvent): readonly Allocation[] => {
  switch (event.type) {
    case 'StockReserved':
    case 'BackorderFilled':
      return event.allocations;
    case 'ReservationBackordered':
    case 'ReservationConfirmed':
      return event.wasReserved ? [] : event.allocations;
    case 'StockRejected':
    case 'ReservationReleased':
    case 'ReservationFellShort':
      return [];
  }
};

const linesOf = ({ after: { state }, steps }: Written) =>
  steps.flatMap(({ event, version: round }) =>
    allocationsIn(event).map((allocation) => ({ reservationId: refOf(state).reservationId, round, ...allocation })),
  );

/** The version of the last event with new lines; undefined if there is none. */
const roundOf = ({ steps }: Written): number | undefined => steps.findLast(({ event }) => allocationsIn(event).length > 0)?.version;

const insertReservations = (unit: Unit, created: readonly Written[], { correlationId }: Cause): void => {
  const rows = created.map((change) => {
    const { state, version, announced } = change.after;
    const { reservationId: id, checkoutId } = refOf(state);
    const reserved = state.status === 'RESERVED' ? state : undefined;
    return {
      ...{ id, checkoutId, version, announced, status: state.status },
      countryCode: reserved?.terms.countryCode ?? null,
      expiresAt: reserved?.expiresAt ?? null,
      round: roundOf(change) ?? 0,
      correlationId,
    };
  });
  unit.insert(Reservations, rows);
};

const updateReservations = (unit: Unit, changed: readonly Written[]): void => {
  const changes = changed.map((change) => {
    const { state, version, announced } = change.after;
    const where = { id: refOf(state).reservationId, version: change.from };
    return { round: roundOf(change), where, set: { version, announced, status: state.status } };
  });
  unit.update(
    Reservations,
    changes.flatMap(({ round, where, set }) => (round === undefined ? [{ where, set }] : [])),
  );
  unit.update(
    Reservations,
    changes.flatMap(({ round, where, set }) => (round === undefined ? [] : [{ where, set: { ...set, round } }])),
  );
};

const write = (unit: Unit, changes: readonly Written[], cause: Cause): void => {
  const created = changes.filter(({ from }) => from === 0);
  const changed = changes.filter(({ from }) => from > 0);
  insertReservations(unit, created, cause);
  updateReservations(unit, changed);
  unit.insert(ReservationLines, changes.flatMap(linesOf));
  const moved = changes.map(({ after: { state }, steps }) => ({
    movements: steps.flatMap(({ event }) => movementsOf(event)),
    reason: steps.map(({ event }) => event.type).join(', '),
    referenceId: refOf(state).reservationId,
  }));
  addStockChanges(
    unit,
    moved.flatMap(({ movements }) => movements),
  );
  for (const { movements, ...details } of moved)
    addMovements(unit, movements, { ...details, reasonCode: null, changedBy: actorRef(cause.actor) });
};

export const reservationStore = (db: Database, toMessages: ReservationPublications): ReservationStore => {
  const store = aggregateStore<Reservation, ReservationCommand, ReservationEvent, ReservationRejection>(db, {
    name: 'Reservation',
    idOf: (reservation) => refOf(reservation).reservationId,
    decide,
    evolve,
    load: (ids) => readReservations(db, ids),
    write,
    toMessages,
  });
  return {
    find: store.find,
    save: store.save,
    findAll: async (ids) => new Map((await readReservations(db, ids)).map((each) => [each.id, each])),
    saveBatch: async (saves) => {
      try {
        await store.saveAll(saves);
        return true;
      } catch (error) {
        if (error instanceof StaleWrite || error instanceof DuplicateMessage) return false;
        throw error;
      }
    },
  };
};

export const waitingReservations = (db: Database): WaitingReservations => ({
  expiredAt: (at, limit) =>
    db.select(Reservations, `WHERE status = 'RESERVED' AND expires_at <= $1 ORDER BY expires_at LIMIT $2`, [at, limit]),
  shortAfter: (id, limit) => db.select(Reservations, `WHERE status = 'SHORT' AND id > $1 ORDER BY id LIMIT $2`, [id, limit]),
  fillableAfter: (id, limit) =>
    db.query<WaitingReservation>(
      `SELECT DISTINCT reservation.id, reservation.correlation_id AS "correlationId" FROM stock_items item
         JOIN stock_reservation_lines line ON line.stock_item_id = item.id AND line.backordered > 0
         JOIN stock_reservations reservation ON reservation.id = line.reservation_id AND reservation.round = line.round
       WHERE item.backordered > 0 AND item.on_hand > item.reserved AND reservation.status IN ('RESERVED', 'BACKORDERED')
         AND reservation.id > $1 ORDER BY reservation.id LIMIT $2`,
      [id, limit],
    ),
});
