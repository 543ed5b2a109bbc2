import { idOf, type Cause, type ReservationId } from '@marketplace/kernel';
import { coalesced, DuplicateMessage, StaleWrite, type Database, type OutgoingEvent, type Unit } from '@marketplace/platform';
import type { ReservationChange, ReservationRepository, Versioned, WaitingReservation } from '../../application/ports';
import type { Allocation } from '../../domain/allocation';
import { movementsOf } from '../../domain/movements';
import { evolve, refOf, type Reservation, type ReservationEvent } from '../../domain/reservation';
import { addMovements, addStockChanges } from './movement-parts';
import { selectReservations, toReservation, type ReservationRow } from './reservation-rows';

/** Turns what happened to a reservation into what the world is told of it; given by main.ts, from the nats adapter. */
export type ReservationPublications = (event: ReservationEvent, version: number, id: ReservationId) => readonly OutgoingEvent[];

/** What an event lets this reservation hold or wait for: lines of a new round. */
const heldBy = (event: ReservationEvent): readonly Allocation[] => {
  switch (event.type) {
    case 'StockReserved':
    case 'BackorderFilled':
      return event.allocations;
    case 'ReservationBackordered':
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
  const rounds = events.filter((event) => heldBy(event).length > 0).length;
  if (before !== undefined) {
    return unit.addRows(
      `UPDATE stock_reservations AS reservation
       SET version = change.next, status = change.status, round = reservation.round + change.rounds, updated_at = now()
       FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::int[]) AS change (id, before, next, status, rounds)
       WHERE reservation.id = change.id AND reservation.version = change.before`,
      [[id], [before.version], [version], [after.status], [rounds]],
      1,
    );
  }
  const held = after.status === 'RESERVED' ? after : undefined;
  return unit.addRows(
    `INSERT INTO stock_reservations (id, checkout_id, version, status, country_code, expires_at, round, correlation_id)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::timestamptz[], $7::int[], $8::text[])`,
    [
      [id],
      [refOf(after).checkoutId],
      [version],
      [after.status],
      [held?.terms.countryCode ?? null],
      [held?.expiresAt ?? null],
      [rounds],
      [cause.correlationId],
    ],
  );
};

/** The round of the lines is read from the row as it was before this statement: the compare-and-swap holds it still. */
const addLines = (unit: Unit, id: ReservationId, lines: readonly Allocation[]): Unit =>
  unit.addRows(
    `INSERT INTO stock_reservation_lines (reservation_id, round, stock_item_id, variant_id, warehouse_id, quantity, backordered)
     SELECT line.id, coalesce((SELECT round FROM stock_reservations WHERE id = line.id), 0) + 1, stock_item_id, variant_id, warehouse_id, quantity, backordered
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::int[])
       AS line (id, stock_item_id, variant_id, warehouse_id, quantity, backordered)`,
    [
      lines.map(() => id),
      lines.map((line) => line.stockItemId),
      lines.map((line) => line.variantId),
      lines.map((line) => line.warehouseId),
      lines.map((line) => line.quantity),
      lines.map((line) => line.backordered),
    ],
  );

const reasonOf = (events: readonly ReservationEvent[]): string => events.map((event) => event.type).join(', ');

type WaitingRow = { readonly id: string; readonly correlation_id: string };

const toWaiting = (row: WaitingRow): WaitingReservation => ({ id: idOf(row.id), correlationId: row.correlation_id });

const waitingOf = async (db: Database, sql: string, params: readonly unknown[]): Promise<readonly WaitingReservation[]> =>
  (await db.query<WaitingRow>(sql, params)).map(toWaiting);

export const reservationRepository = (db: Database, publications: ReservationPublications): ReservationRepository => {
  const findAll = async (ids: readonly string[]): Promise<ReadonlyMap<string, Versioned<Reservation>>> => {
    const rows = await db.query<ReservationRow>(selectReservations, [ids]);
    return new Map(rows.map((row) => [row.id, toReservation(row)]));
  };
  const unitOf = (change: ReservationChange, cause: Cause): Unit => {
    const { id, before, events } = change;
    const unit = addState(db.unit(cause), change, cause);
    const lines = events.flatMap(heldBy);
    if (lines.length > 0) addLines(unit, id, lines);
    const movements = events.flatMap(movementsOf);
    if (movements.length > 0)
      addMovements(addStockChanges(unit, movements), movements, { reason: reasonOf(events), referenceId: id, actor: cause.actor });
    return unit.publish(...events.flatMap((event, position) => publications(event, (before?.version ?? 0) + position + 1, id)));
  };
  return {
    find: coalesced(findAll),
    findAll,
    save: (change, cause) => unitOf(change, cause).commit(),
    saveTogether: async (changes) => {
      try {
        await db.commitTogether(changes.map(({ change, cause }) => unitOf(change, cause)));
        return true;
      } catch (error) {
        if (error instanceof StaleWrite || error instanceof DuplicateMessage) return false;
        throw error;
      }
    },
    expiredAt: (at, limit) =>
      waitingOf(
        db,
        `SELECT id, correlation_id FROM stock_reservations WHERE status = 'RESERVED' AND expires_at <= $1 ORDER BY expires_at LIMIT $2`,
        [at, limit],
      ),
    shortAfter: (id, limit) =>
      waitingOf(db, `SELECT id, correlation_id FROM stock_reservations WHERE status = 'SHORT' AND id > $1 ORDER BY id LIMIT $2`, [
        id,
        limit,
      ]),
    fillableAfter: (id, limit) =>
      waitingOf(
        db,
        `SELECT DISTINCT reservation.id, reservation.correlation_id FROM stock_items item
           JOIN stock_reservation_lines line ON line.stock_item_id = item.id AND line.backordered > 0
           JOIN stock_reservations reservation ON reservation.id = line.reservation_id AND reservation.round = line.round
         WHERE item.backordered > 0 AND item.on_hand > item.reserved AND reservation.status IN ('RESERVED', 'BACKORDERED')
           AND reservation.id > $1 ORDER BY reservation.id LIMIT $2`,
        [id, limit],
      ),
  };
};
