import { isRefused, type Cause, type Instant, type Refusal, type ReservationId } from '@marketplace/kernel';
import { demandOf } from '../domain/allocation';
import { decide, type ReservationCommand, type ReservationRejection } from '../domain/decide';
import { missingLines, type Reservation, type ReservationRef, type ReservationTerms } from '../domain/reservation';
import type { Line, StockLevel } from '../domain/stock';
import type { Ports, Versioned } from './ports';

export type Reservations = ReturnType<typeof createReservations>;

type Outcome = Promise<Refusal<ReservationRejection> | undefined>;

/** The use cases of reservations. They answer messages and jobs only; no client reserves stock by itself. */
export const createReservations = ({ reservations, stock, alert }: Pick<Ports, 'reservations' | 'stock' | 'alert'>) => {
  const levelsOf = async (lines: readonly Line[]): Promise<readonly StockLevel[]> =>
    lines.length === 0 ? [] : stock.levels([...demandOf(lines).keys()]);

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
    /** Holds all lines or none. Stock and reservation are read side by side; what changes meanwhile makes it start over. */
    reserve: async (terms: ReservationTerms, expiresAt: Instant, cause: Cause): Outcome => {
      const id = terms.reservationId;
      const [before, levels] = await Promise.all([reservations.find(id), levelsOf(terms.lines)]);
      return carryOut({ id, before }, { type: 'ReserveStock', terms, expiresAt, stock: levels }, cause);
    },

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
  };
};
