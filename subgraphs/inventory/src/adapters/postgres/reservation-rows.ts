import { idOf, instant } from '@marketplace/kernel';
import type { Versioned } from '../../application/ports';
import { demandOf, type Allocation } from '../../domain/allocation';
import type { Reservation, ReservationRef, ReservationStatus, ReservationTerms } from '../../domain/reservation';

type LineJson = {
  readonly stockItemId: string;
  readonly variantId: string;
  readonly warehouseId: string;
  readonly quantity: number;
  readonly backordered: number;
};

export type ReservationRow = {
  readonly id: string;
  readonly checkout_id: string;
  readonly version: number;
  readonly status: ReservationStatus;
  readonly country_code: string | null;
  readonly expires_at: string | null;
  readonly lines: readonly LineJson[];
};

/** Reservations with the lines of their last round, which are what they hold or would hold. */
export const selectReservations = `
  SELECT r.id, r.checkout_id, r.version, r.status, r.country_code, r.expires_at,
    (SELECT coalesce(json_agg(json_build_object('stockItemId', l.stock_item_id, 'variantId', l.variant_id, 'warehouseId', l.warehouse_id,
       'quantity', l.quantity, 'backordered', l.backordered) ORDER BY l.stock_item_id), '[]')
     FROM stock_reservation_lines l WHERE l.reservation_id = r.id AND l.round = r.round) AS lines
  FROM stock_reservations r WHERE r.id = ANY ($1::uuid[])`;

const toAllocation = (line: LineJson): Allocation => ({
  stockItemId: idOf(line.stockItemId),
  variantId: idOf(line.variantId),
  warehouseId: idOf(line.warehouseId),
  quantity: line.quantity,
  backordered: line.backordered,
});

const toState = (row: ReservationRow): Reservation => {
  const ref: ReservationRef = { reservationId: idOf(row.id), checkoutId: idOf(row.checkout_id) };
  const allocations = row.lines.map(toAllocation);
  const terms = (): ReservationTerms => ({
    ...ref,
    countryCode: row.country_code ?? '',
    // What was asked for is what was found: a reservation holds all of its lines or nothing.
    lines: [...demandOf(allocations)].map(([variantId, quantity]) => ({ variantId, quantity })),
  });
  switch (row.status) {
    case 'RESERVED':
      return { status: row.status, terms: terms(), expiresAt: instant(row.expires_at ?? ''), allocations };
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

export const toReservation = (row: ReservationRow): Versioned<Reservation> => ({ version: row.version, state: toState(row) });
