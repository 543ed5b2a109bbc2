import type { ReservationId } from '@marketplace/kernel';
import type { Versioned } from '@marketplace/application';
import { columnsOf, pickColumns, nestedRows, parseNested, nonNull, type Database, type Row } from '@marketplace/platform';
import { demandOf } from '../../domain/allocation';
import type { Reservation, ReservationTerms } from '../../domain/reservation';
import { ReservationLines, Reservations } from './tables';

const ReservationColumns = pickColumns(Reservations, 'id', 'checkoutId', 'version', 'announced', 'status', 'countryCode', 'expiresAt');
const AllocationColumns = pickColumns(ReservationLines, 'stockItemId', 'variantId', 'warehouseId', 'quantity', 'backordered');

type ReservationRow = Row<typeof ReservationColumns> & { readonly lines: readonly object[] };

const lines = nestedRows(AllocationColumns, 'l', { where: 'l.reservation_id = r.id AND l.round = r.round', order: 'l.stock_item_id' });

/** Reservations with the lines of their last round. */
const selectReservations = `SELECT ${columnsOf(ReservationColumns, 'r')}, ${lines} AS lines FROM stock_reservations r WHERE r.id = ANY ($1::uuid[])`;

const stateOf = (row: ReservationRow): Reservation => {
  const ref = { reservationId: row.id, checkoutId: row.checkoutId };
  const allocations = parseNested(AllocationColumns, row.lines);
  const terms = (): ReservationTerms => ({
    ...ref,
    countryCode: nonNull(ReservationColumns, row, 'countryCode'),
    // The allocations add up to the requested lines: a reservation gets all of its lines or none.
    lines: [...demandOf(allocations)].map(([variantId, quantity]) => ({ variantId, quantity })),
  });
  switch (row.status) {
    case 'RESERVED':
      return { status: row.status, terms: terms(), expiresAt: nonNull(ReservationColumns, row, 'expiresAt'), allocations };
    case 'BACKORDERED':
    case 'CONFIRMED':
      return { status: row.status, terms: terms(), allocations };
    case 'EXPIRED':
    case 'SHORT':
      return { status: row.status, terms: terms() };
    case 'RELEASED':
    case 'REJECTED':
      return { status: row.status, ref };
  }
};

export const readReservations = async (
  db: Database,
  ids: readonly string[],
): Promise<readonly (Versioned<Reservation> & { readonly id: ReservationId })[]> => {
  const rows = await db.query<ReservationRow>(selectReservations, [ids]);
  return rows.map((row) => ({ id: row.id, version: row.version, announced: row.announced, state: stateOf(row) }));
};
