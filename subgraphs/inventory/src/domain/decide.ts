import { isBefore, refuse, type Decider, type Decision, type Instant } from '@marketplace/kernel';
import { allocate, type Allocation } from './allocation';
import {
  evolve,
  isWaitingForStock,
  refOf,
  type BackorderFill,
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
  /** `stock` is for an expired or short reservation, which is allocated again. */
  | { readonly type: 'ConfirmReservation'; readonly stock: readonly StockLevel[] }
  /** `unreserved` is the unreserved on-hand quantity of each item. Older reservations are filled first. */
  | { readonly type: 'FillBackorder'; readonly unreserved: ReadonlyMap<StockItemId, number> };

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

/** Answers every release request, even if nothing is reserved: the checkout waits for the answer. */
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

/** Confirms a paid reservation, or backorders it if some units have not arrived. */
const confirmedOrBackordered = (ref: ReservationRef, allocations: readonly Allocation[], wasReserved: boolean): ReservationEvent => {
  const isWaiting = allocations.some((allocation) => allocation.backordered > 0);
  return { type: isWaiting ? 'ReservationBackordered' : 'ReservationConfirmed', ref, allocations, wasReserved };
};

/** Allocates a paid reservation again. It can no longer be released, so without stock it waits. */
const reallocate = (
  reservation: Extract<Reservation, { status: 'EXPIRED' | 'SHORT' }>,
  stock: readonly StockLevel[],
): ReservationDecision => {
  const allocated = allocate(reservation.terms.lines, stock, reservation.terms.countryCode);
  if ('shortages' in allocated)
    return reservation.status === 'SHORT' ? [] : [{ type: 'ReservationFellShort', shortages: allocated.shortages }];
  return [confirmedOrBackordered(refOf(reservation), allocated.allocations, false)];
};

const confirm = (stock: readonly StockLevel[], reservation: Reservation | undefined): ReservationDecision => {
  switch (reservation?.status) {
    case undefined:
      return refuse('reservation-not-found');
    case 'RESERVED':
      return [confirmedOrBackordered(refOf(reservation), reservation.allocations, true)];
    case 'EXPIRED':
    case 'SHORT':
      return reallocate(reservation, stock);
    case 'BACKORDERED':
    case 'CONFIRMED':
      return [];
    case 'RELEASED':
    case 'REJECTED':
      return refuse('reservation-let-go');
  }
};

const fillsOf = (allocations: readonly Allocation[], unreserved: ReadonlyMap<StockItemId, number>): readonly BackorderFill[] =>
  allocations
    .map(({ stockItemId, variantId, backordered }) => ({
      stockItemId,
      variantId,
      quantity: Math.min(backordered, unreserved.get(stockItemId) ?? 0),
    }))
    .filter(({ quantity }) => quantity > 0);

/** Reserves arrived units for a backorder. A paid reservation that is complete is confirmed. */
const fill = (unreserved: ReadonlyMap<StockItemId, number>, reservation: Reservation | undefined): ReservationDecision => {
  if (reservation?.status !== 'RESERVED' && reservation?.status !== 'BACKORDERED') return [];
  if (!isWaitingForStock(reservation)) return [];
  const fills = fillsOf(reservation.allocations, unreserved);
  if (fills.length === 0) return [];
  const arrived = new Map(fills.map(({ stockItemId, quantity }) => [stockItemId, quantity]));
  const allocations = reservation.allocations.map((each) => ({
    ...each,
    backordered: each.backordered - (arrived.get(each.stockItemId) ?? 0),
  }));
  const isComplete = reservation.status === 'BACKORDERED' && allocations.every((each) => each.backordered === 0);
  return [
    { type: 'BackorderFilled', fills, allocations },
    ...(isComplete ? [confirmedOrBackordered(refOf(reservation), allocations, true)] : []),
  ];
};

/** Decides a command: events, none when it was carried out before, or a refusal. */
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
      return fill(command.unreserved, reservation);
  }
};

export const reservationDecider: Decider<ReservationCommand, ReservationEvent, Reservation | undefined, ReservationRejection> = {
  initial: undefined,
  decide,
  evolve,
};
