import { isRefused, type Cause, type Instant, type Refusal, type ReservationId } from '@marketplace/kernel';
import { demandOf } from '../domain/allocation';
import { decide, type ReservationCommand, type ReservationRejection } from '../domain/decide';
import { isWaitingForStock, missingLines, type Reservation, type ReservationRef, type ReservationTerms } from '../domain/reservation';
import type { Line, StockItemId, StockLevel } from '../domain/stock';
import type { Ports, Versioned } from './ports';
import type { ReservationDesk } from './reservation-desk';

export type Reservations = ReturnType<typeof createReservations>;

type Outcome = Promise<Refusal<ReservationRejection> | undefined>;

type Needs = Pick<Ports, 'reservations' | 'stock' | 'alert'> & { readonly desk: ReservationDesk };

/** The use cases of reservations. They answer messages and jobs only; no client reserves stock by itself. */
export const createReservations = ({ reservations, stock, desk, alert }: Needs) => {
  const levelsOf = async (lines: readonly Line[]): Promise<readonly StockLevel[]> =>
    lines.length === 0 ? [] : stock.levels([...demandOf(lines).keys()]);

  const shelvesOf = async (reservation: Reservation | undefined): Promise<ReadonlyMap<StockItemId, number>> =>
    reservation !== undefined && 'allocations' in reservation && isWaitingForStock(reservation)
      ? stock.shelves(reservation.allocations.map((each) => each.stockItemId))
      : new Map();

  /** Decides and writes; a command that was carried out before, or is refused, writes nothing. */
  const carryOut = async (
    reservation: { readonly id: ReservationId; readonly before: Versioned<Reservation> | undefined },
    command: ReservationCommand,
    cause: Cause,
  ): Outcome => {
    const decision = decide(command, reservation.before?.state);
    if (isRefused(decision)) return decision;
    if (decision.length === 0) return undefined;
    await reservations.save({ ...reservation, events: decision }, cause);
    for (const event of decision) {
      if (event.type === 'ReservationFellShort')
        alert('paid-reservation-short', { reservationId: reservation.id, shortages: event.shortages });
    }
    return undefined;
  };

  return {
    /** Holds all lines or none, in the order of arrival. */
    reserve: (terms: ReservationTerms, expiresAt: Instant, cause: Cause): Promise<void> => desk.reserve(terms, expiresAt, cause),

    release: async (ref: ReservationRef, cause: Cause): Outcome => {
      const id = ref.reservationId;
      return carryOut({ id, before: await reservations.find(id) }, { type: 'ReleaseReservation', ref }, cause);
    },

    expire: async (id: ReservationId, at: Instant, cause: Cause): Outcome =>
      carryOut({ id, before: await reservations.find(id) }, { type: 'ExpireReservation', at }, cause),

    /** The goods are paid. Refusals: reservation-not-found, reservation-let-go. */
    confirm: async (id: ReservationId, cause: Cause): Outcome => {
      const before = await reservations.find(id);
      const levels = await levelsOf(before === undefined ? [] : missingLines(before.state));
      return carryOut({ id, before }, { type: 'ConfirmReservation', stock: levels }, cause);
    },

    /** Gives a reservation what has come for its backorders. */
    fill: async (id: ReservationId, cause: Cause): Outcome => {
      const before = await reservations.find(id);
      return carryOut({ id, before }, { type: 'FillBackorder', shelves: await shelvesOf(before?.state) }, cause);
    },
  };
};
