import { isBefore, refuse, type Decider, type Decision, type Instant } from '@marketplace/kernel';
import { allocate, type Allocation } from './allocation';
import {
  evolve,
  isWaitingForStock,
  refOf,
  type Filling,
  type Reservation,
  type ReservationEvent,
  type ReservationRef,
  type ReservationTerms,
} from './reservation';
import type { StockItemId, StockLevel } from './stock';

export type ReservationCommand =
  | { readonly type: 'ReserveStock'; readonly terms: ReservationTerms; readonly expiresAt: Instant; readonly stock: readonly StockLevel[] }
  | { readonly type: 'ReleaseReservation'; readonly ref: ReservationRef }
  | { readonly type: 'ExpireReservation'; readonly at: Instant }
  /** The stock is that of the lines that have to be taken again; a reservation that is held needs none. */
  | { readonly type: 'ConfirmReservation'; readonly stock: readonly StockLevel[] }
  /** The pieces on each shelf that are promised to nobody. Reservations that waited longer come first. */
  | { readonly type: 'FillBackorder'; readonly shelves: ReadonlyMap<StockItemId, number> };

export type ReservationRejection = 'reservation-not-found' | 'reservation-already-paid' | 'reservation-not-expired' | 'reservation-let-go';

type ReservationDecision = Decision<ReservationEvent, ReservationRejection>;

type Reserve = Extract<ReservationCommand, { type: 'ReserveStock' }>;

const reserve = ({ terms, expiresAt, stock }: Reserve, reservation: Reservation | undefined): ReservationDecision => {
  const ref = { reservationId: terms.reservationId, checkoutId: terms.checkoutId };
  if (reservation?.status === 'RELEASED') return [{ type: 'StockRejected', ref, reason: 'already-released', shortages: [] }];
  if (reservation !== undefined) return [];
  const allocated = allocate(terms.lines, stock, terms.countryCode);
  return 'shortages' in allocated
    ? [{ type: 'StockRejected', ref, reason: 'insufficient-stock', shortages: allocated.shortages }]
    : [{ type: 'StockReserved', terms, expiresAt, allocations: allocated.allocations }];
};

/** Every release request is answered, also for what was never held or has expired: the checkout waits for it. */
const release = (ref: ReservationRef, reservation: Reservation | undefined): ReservationDecision => {
  switch (reservation?.status) {
    case undefined:
    case 'REJECTED':
    case 'EXPIRED':
      return [{ type: 'ReservationReleased', ref, reason: 'requested', allocations: [] }];
    case 'RESERVED':
      return [{ type: 'ReservationReleased', ref, reason: 'requested', allocations: reservation.allocations }];
    case 'RELEASED':
      return [];
    case 'CONFIRMED':
    case 'BACKORDERED':
    case 'SHORT':
      return refuse('reservation-already-paid');
  }
};

const expire = (at: Instant, reservation: Reservation | undefined): ReservationDecision => {
  if (reservation?.status !== 'RESERVED') return [];
  if (isBefore(at, reservation.expiresAt)) return refuse('reservation-not-expired');
  return [{ type: 'ReservationReleased', ref: refOf(reservation), reason: 'expired', allocations: reservation.allocations }];
};

/** Paid: it leaves the shelf, or waits on it for what is not there yet. */
const paid = (ref: ReservationRef, allocations: readonly Allocation[], wasHeld: boolean): ReservationEvent => {
  const isWaiting = allocations.some((allocation) => allocation.backordered > 0);
  return { type: isWaiting ? 'ReservationBackordered' : 'ReservationConfirmed', ref, allocations, wasHeld };
};

/** The money has moved, so there is only forward: stock is taken again, or waited for. */
const takeAgain = (
  reservation: Extract<Reservation, { status: 'EXPIRED' | 'SHORT' }>,
  stock: readonly StockLevel[],
): ReservationDecision => {
  const allocated = allocate(reservation.terms.lines, stock, reservation.terms.countryCode);
  if ('shortages' in allocated)
    return reservation.status === 'SHORT' ? [] : [{ type: 'ReservationFellShort', shortages: allocated.shortages }];
  return [paid(refOf(reservation), allocated.allocations, false)];
};

const confirm = (stock: readonly StockLevel[], reservation: Reservation | undefined): ReservationDecision => {
  switch (reservation?.status) {
    case undefined:
      return refuse('reservation-not-found');
    case 'RESERVED':
      return [paid(refOf(reservation), reservation.allocations, true)];
    case 'EXPIRED':
    case 'SHORT':
      return takeAgain(reservation, stock);
    case 'BACKORDERED':
    case 'CONFIRMED':
      return [];
    case 'RELEASED':
    case 'REJECTED':
      return refuse('reservation-let-go');
  }
};

const fillingsOf = (allocations: readonly Allocation[], shelves: ReadonlyMap<StockItemId, number>): readonly Filling[] =>
  allocations
    .map(({ stockItemId, variantId, backordered }) => ({
      stockItemId,
      variantId,
      quantity: Math.min(backordered, shelves.get(stockItemId) ?? 0),
    }))
    .filter(({ quantity }) => quantity > 0);

/** What has come is held for those who wait for it; who has paid and has all of it gets it. */
const fill = (shelves: ReadonlyMap<StockItemId, number>, reservation: Reservation | undefined): ReservationDecision => {
  if (reservation?.status !== 'RESERVED' && reservation?.status !== 'BACKORDERED') return [];
  if (!isWaitingForStock(reservation)) return [];
  const filled = fillingsOf(reservation.allocations, shelves);
  if (filled.length === 0) return [];
  const came = new Map(filled.map(({ stockItemId, quantity }) => [stockItemId, quantity]));
  const allocations = reservation.allocations.map((each) => ({
    ...each,
    backordered: each.backordered - (came.get(each.stockItemId) ?? 0),
  }));
  const isComplete = reservation.status === 'BACKORDERED' && allocations.every((each) => each.backordered === 0);
  return [{ type: 'BackorderFilled', filled, allocations }, ...(isComplete ? [paid(refOf(reservation), allocations, true)] : [])];
};

/** What a command makes of a reservation: facts, nothing when it was carried out before, or a refusal. */
export const decide = (command: ReservationCommand, reservation: Reservation | undefined): ReservationDecision => {
  switch (command.type) {
    case 'ReserveStock':
      return reserve(command, reservation);
    case 'ReleaseReservation':
      return release(command.ref, reservation);
    case 'ExpireReservation':
      return expire(command.at, reservation);
    case 'ConfirmReservation':
      return confirm(command.stock, reservation);
    case 'FillBackorder':
      return fill(command.shelves, reservation);
  }
};

export const reservationDecider: Decider<ReservationCommand, ReservationEvent, Reservation | undefined, ReservationRejection> = {
  initial: undefined,
  decide,
  evolve,
};
