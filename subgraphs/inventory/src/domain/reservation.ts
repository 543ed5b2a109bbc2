import type { CheckoutId, Instant, ReservationId, VariantId } from '@marketplace/kernel';
import type { Allocation, Shortage } from './allocation';
import type { Line, StockItemId } from './stock';

export type ReservationRef = { readonly reservationId: ReservationId; readonly checkoutId: CheckoutId };

/** The requested lines and destination; fixed by the first event. */
export type ReservationTerms = ReservationRef & { readonly countryCode: string; readonly lines: readonly Line[] };

export type Reservation =
  /** Stock is reserved for the checkout until `expiresAt` at least. */
  | {
      readonly status: 'RESERVED';
      readonly terms: ReservationTerms;
      readonly expiresAt: Instant;
      readonly allocations: readonly Allocation[];
    }
  /** Paid, but some units have not arrived: the others stay reserved until all have. */
  | { readonly status: 'BACKORDERED'; readonly terms: ReservationTerms; readonly allocations: readonly Allocation[] }
  /** Paid; the stock is no longer on hand. */
  | { readonly status: 'CONFIRMED'; readonly terms: ReservationTerms; readonly allocations: readonly Allocation[] }
  /** Expired: other buyers can have the stock. A payment that arrives later allocates stock again. */
  | { readonly status: 'EXPIRED'; readonly terms: ReservationTerms }
  /** Paid after it had expired, when the stock was sold to others: waits for stock. */
  | { readonly status: 'SHORT'; readonly terms: ReservationTerms }
  /** Released by the checkout, possibly before it was requested; final. */
  | { readonly status: 'RELEASED'; readonly ref: ReservationRef }
  /** Rejected for lack of stock; nothing was reserved. */
  | { readonly status: 'REJECTED'; readonly ref: ReservationRef };

/** Units that arrived for a backorder. */
export type BackorderFill = { readonly stockItemId: StockItemId; readonly variantId: VariantId; readonly quantity: number };

export type ReservationStatus = Reservation['status'];

export type ReservationEvent =
  | {
      readonly type: 'StockReserved';
      readonly terms: ReservationTerms;
      readonly expiresAt: Instant;
      readonly allocations: readonly Allocation[];
    }
  | {
      readonly type: 'StockRejected';
      readonly ref: ReservationRef;
      readonly reason: 'insufficient-stock' | 'already-released';
      readonly shortages: readonly Shortage[];
    }
  | {
      readonly type: 'ReservationReleased';
      readonly ref: ReservationRef;
      readonly reason: 'requested' | 'expired';
      /** The allocations that are released; empty if nothing was reserved. */
      readonly allocations: readonly Allocation[];
    }
  | { readonly type: 'ReservationFellShort'; readonly shortages: readonly Shortage[] }
  | {
      readonly type: 'ReservationBackordered';
      readonly ref: ReservationRef;
      readonly allocations: readonly Allocation[];
      /** False when the stock is reserved by this event. */
      readonly wasReserved: boolean;
    }
  | {
      readonly type: 'BackorderFilled';
      /** The units that arrived. */
      readonly fills: readonly BackorderFill[];
      /** All allocations of the reservation after this event. */
      readonly allocations: readonly Allocation[];
    }
  | {
      readonly type: 'ReservationConfirmed';
      readonly ref: ReservationRef;
      readonly allocations: readonly Allocation[];
      /** False when the stock is reserved by this event and leaves at once. */
      readonly wasReserved: boolean;
    };

export const refOf = (reservation: Reservation): ReservationRef => {
  switch (reservation.status) {
    case 'RELEASED':
    case 'REJECTED':
      return reservation.ref;
    case 'RESERVED':
    case 'BACKORDERED':
    case 'CONFIRMED':
    case 'EXPIRED':
    case 'SHORT': {
      const { reservationId, checkoutId } = reservation.terms;
      return { reservationId, checkoutId };
    }
  }
};

/** The lines that must be allocated again before confirmation; none while stock is reserved. */
export const missingLines = (reservation: Reservation): readonly Line[] =>
  reservation.status === 'EXPIRED' || reservation.status === 'SHORT' ? reservation.terms.lines : [];

const termsOf = (reservation: Reservation | undefined): ReservationTerms => {
  if (reservation === undefined || !('terms' in reservation)) throw new Error('a released or rejected reservation has no terms');
  return reservation.terms;
};

/** True while backordered units have not arrived. */
export const isWaitingForStock = (reservation: Reservation): boolean =>
  (reservation.status === 'RESERVED' || reservation.status === 'BACKORDERED') &&
  reservation.allocations.some((allocation) => allocation.backordered > 0);

const withAllocations = (reservation: Reservation | undefined, allocations: readonly Allocation[]): Reservation => {
  if (reservation?.status !== 'RESERVED' && reservation?.status !== 'BACKORDERED')
    throw new Error('only a reserved or backordered reservation can be filled');
  return { ...reservation, allocations };
};

/** Applies an event. Events are facts and are never refused. */
export const evolve = (reservation: Reservation | undefined, event: ReservationEvent): Reservation => {
  switch (event.type) {
    case 'StockReserved':
      return { status: 'RESERVED', terms: event.terms, expiresAt: event.expiresAt, allocations: event.allocations };
    case 'StockRejected':
      // For a released reservation the event only answers the request; it stays released.
      return reservation?.status === 'RELEASED' ? reservation : { status: 'REJECTED', ref: event.ref };
    case 'ReservationReleased':
      return event.reason === 'requested' ? { status: 'RELEASED', ref: event.ref } : { status: 'EXPIRED', terms: termsOf(reservation) };
    case 'ReservationFellShort':
      return { status: 'SHORT', terms: termsOf(reservation) };
    case 'ReservationBackordered':
      return { status: 'BACKORDERED', terms: termsOf(reservation), allocations: event.allocations };
    case 'BackorderFilled':
      return withAllocations(reservation, event.allocations);
    case 'ReservationConfirmed':
      return { status: 'CONFIRMED', terms: termsOf(reservation), allocations: event.allocations };
  }
};
