import type { Alert, Versioned } from '@marketplace/application';
import { isRefused, type Cause, type Instant, type Refusal, type ReservationId } from '@marketplace/kernel';
import { demandOf } from '../domain/allocation';
import { decide, type ReservationCommand, type ReservationRejection } from '../domain/decide';
import {
  isWaitingForStock,
  missingLines,
  type Reservation,
  type ReservationEvent,
  type ReservationRef,
  type ReservationTerms,
} from '../domain/reservation';
import type { Line, StockItemId, StockLevel } from '../domain/stock';
import type { ReservationStore, StockRepository } from './ports';
import type { ReservationBatcher } from './reservation-batcher';

export type Reservations = ReturnType<typeof createReservations>;

/** The events, none when the command was carried out before; or the refusal. */
type Outcome = Promise<readonly ReservationEvent[] | Refusal<ReservationRejection>>;

type Dependencies = {
  readonly reservations: ReservationStore;
  readonly stock: Pick<StockRepository, 'levels' | 'unreserved'>;
  readonly batcher: ReservationBatcher;
  readonly alert: Alert;
};

/** The use cases of reservations. Only events and jobs call them: clients cannot reserve stock. */
export const createReservations = ({ reservations, stock, batcher, alert }: Dependencies) => {
  const levelsOf = async (lines: readonly Line[]): Promise<readonly StockLevel[]> =>
    lines.length === 0 ? [] : stock.levels([...demandOf(lines).keys()]);

  const unreservedFor = async (reservation: Reservation | undefined): Promise<ReadonlyMap<StockItemId, number>> =>
    reservation !== undefined && 'allocations' in reservation && isWaitingForStock(reservation)
      ? stock.unreserved(reservation.allocations.map((each) => each.stockItemId))
      : new Map();

  /** Decides and writes; a decision without events writes nothing. */
  const carryOut = async (before: Versioned<Reservation> | undefined, command: ReservationCommand, cause: Cause): Outcome => {
    const events = decide(command, before?.state);
    if (!isRefused(events) && events.length > 0) await reservations.save([{ before, events }], cause);
    return events;
  };

  return {
    /** Reserves all lines or none, in order of arrival. */
    reserve: (terms: ReservationTerms, expiresAt: Instant, cause: Cause): Promise<void> => batcher.reserve(terms, expiresAt, cause),

    release: async (ref: ReservationRef, cause: Cause): Outcome =>
      carryOut(await reservations.find(ref.reservationId), { type: 'ReleaseReservation', ref }, cause),

    expire: async (id: ReservationId, at: Instant, cause: Cause): Outcome =>
      carryOut(await reservations.find(id), { type: 'ExpireReservation', at }, cause),

    /** Confirms a paid reservation. Refusals: reservation-not-found, reservation-let-go. */
    confirm: async (id: ReservationId, cause: Cause): Outcome => {
      const before = await reservations.find(id);
      const levels = await levelsOf(before === undefined ? [] : missingLines(before.state));
      const outcome = await carryOut(before, { type: 'ConfirmReservation', stock: levels }, cause);
      if (isRefused(outcome)) return outcome;
      for (const event of outcome) {
        if (event.type === 'ReservationFellShort') alert('paid-reservation-short', { reservationId: id, shortages: event.shortages });
      }
      return outcome;
    },

    /** Reserves arrived units for the backorders of a reservation. */
    fill: async (id: ReservationId, cause: Cause): Outcome => {
      const before = await reservations.find(id);
      return carryOut(before, { type: 'FillBackorder', unreserved: await unreservedFor(before?.state) }, cause);
    },
  };
};
