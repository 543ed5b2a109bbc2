import { idOf, type Cause, type ReservationId } from '@marketplace/kernel';
import type { Database, OutgoingEvent, Unit } from '@marketplace/platform';
import type { ReservationChange, ReservationRepository, WaitingReservation } from '../../application/ports';
import type { Allocation } from '../../domain/allocation';
import { movementsOf } from '../../domain/movements';
import { evolve, refOf, type Reservation, type ReservationEvent } from '../../domain/reservation';
import { addMovements, addStockChanges } from './movement-parts';
import { selectReservation, toReservation, type ReservationRow } from './reservation-rows';

/** Turns what happened to a reservation into what the world is told of it; given by main.ts, from the nats adapter. */
export type ReservationPublications = (event: ReservationEvent, version: number, id: ReservationId) => readonly OutgoingEvent[];

/** What an event takes from the shelves for this reservation: lines of a new round. */
const takenBy = (event: ReservationEvent): readonly Allocation[] => {
  switch (event.type) {
    case 'StockReserved':
      return event.allocations;
    case 'ReservationConfirmed':
      return event.wasHeld ? [] : event.allocations;
    case 'StockRejected':
    case 'ReservationReleased':
    case 'ReservationFellShort':
      return [];
  }
};

const stateAfter = ({ id, before, events }: ReservationChange): Reservation => {
  const after = events.reduce<Reservation | undefined>(evolve, before?.state);
  if (after === undefined) throw new Error(`nothing happened to reservation ${id}`);
  return after;
};

const addState = (unit: Unit, change: ReservationChange, cause: Cause): Unit => {
  const { id, before, events } = change;
  const after = stateAfter(change);
  const version = (before?.version ?? 0) + events.length;
  const rounds = events.filter((event) => takenBy(event).length > 0).length;
  if (before !== undefined) {
    return unit.add(
      'UPDATE stock_reservations SET version = $3, status = $4, round = round + $5, updated_at = now() WHERE id = $1 AND version = $2',
      [id, before.version, version, after.status, rounds],
      1,
    );
  }
  const held = after.status === 'RESERVED' ? after : undefined;
  return unit.add(
    `INSERT INTO stock_reservations (id, checkout_id, version, status, country_code, expires_at, round, correlation_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      refOf(after).checkoutId,
      version,
      after.status,
      held?.terms.countryCode ?? null,
      held?.expiresAt ?? null,
      rounds,
      cause.correlationId,
    ],
  );
};

/** The round of the lines is read from the row as it was before this statement: the compare-and-swap holds it still. */
const addLines = (unit: Unit, id: ReservationId, lines: readonly Allocation[]): Unit =>
  unit.add(
    `INSERT INTO stock_reservation_lines (reservation_id, round, stock_item_id, variant_id, warehouse_id, quantity)
     SELECT $1, coalesce((SELECT round FROM stock_reservations WHERE id = $1), 0) + 1, line.*
     FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::int[]) AS line`,
    [
      id,
      lines.map((line) => line.stockItemId),
      lines.map((line) => line.variantId),
      lines.map((line) => line.warehouseId),
      lines.map((line) => line.quantity),
    ],
  );

const reasonOf = (events: readonly ReservationEvent[]): string => events.map((event) => event.type).join(', ');

type WaitingRow = { readonly id: string; readonly correlation_id: string };

const toWaiting = (row: WaitingRow): WaitingReservation => ({ id: idOf(row.id), correlationId: row.correlation_id });

export const reservationRepository = (db: Database, publications: ReservationPublications): ReservationRepository => ({
  find: async (id) => {
    const [row] = await db.query<ReservationRow>(selectReservation, [id]);
    return row === undefined ? undefined : toReservation(row);
  },
  save: async (change, cause) => {
    const { id, before, events } = change;
    const unit = addState(db.unit(cause), change, cause);
    const lines = events.flatMap(takenBy);
    if (lines.length > 0) addLines(unit, id, lines);
    const movements = events.flatMap(movementsOf);
    if (movements.length > 0)
      addMovements(addStockChanges(unit, movements), movements, { reason: reasonOf(events), referenceId: id, cause });
    unit.publish(...events.flatMap((event, position) => publications(event, (before?.version ?? 0) + position + 1, id)));
    await unit.commit();
  },
  expiredAt: async (at, limit) => {
    const rows = await db.query<WaitingRow>(
      `SELECT id, correlation_id FROM stock_reservations WHERE status = 'RESERVED' AND expires_at <= $1 ORDER BY expires_at LIMIT $2`,
      [at, limit],
    );
    return rows.map(toWaiting);
  },
  shortAfter: async (id, limit) => {
    const rows = await db.query<WaitingRow>(
      `SELECT id, correlation_id FROM stock_reservations WHERE status = 'SHORT' AND id > $1 ORDER BY id LIMIT $2`,
      [id, limit],
    );
    return rows.map(toWaiting);
  },
});
