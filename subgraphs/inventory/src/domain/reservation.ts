import type { CheckoutId, Instant, ReservationId, VariantId } from '@marketplace/kernel';
import type { Allocation, Shortage } from './allocation';
import type { Line, StockItemId } from './stock';

export type ReservationRef = { readonly reservationId: ReservationId; readonly checkoutId: CheckoutId };

/** What was asked for; fixed from the first event on. */
export type ReservationTerms = ReservationRef & { readonly countryCode: string; readonly lines: readonly Line[] };

export type Reservation =
  /** The stock is held for the checkout, until expiresAt at least. */
  | {
      readonly status: 'RESERVED';
      readonly terms: ReservationTerms;
      readonly expiresAt: Instant;
      readonly allocations: readonly Allocation[];
    }
  /** Paid, and some of it is not there yet: what is there stays held until the rest has come. */
  | { readonly status: 'BACKORDERED'; readonly terms: ReservationTerms; readonly allocations: readonly Allocation[] }
  /** Paid: the stock has left the shelf. */
  | { readonly status: 'CONFIRMED'; readonly terms: ReservationTerms; readonly allocations: readonly Allocation[] }
  /** Held too long: others may buy it. A payment that arrives after all takes stock again. */
  | { readonly status: 'EXPIRED'; readonly terms: ReservationTerms }
  /** Paid after it had expired, and others have bought the stock meanwhile: waits for more. */
  | { readonly status: 'SHORT'; readonly terms: ReservationTerms }
  /** Let go by the checkout, perhaps before it was ever made; nothing can be held for it any more. */
  | { readonly status: 'RELEASED'; readonly ref: ReservationRef }
  /** There was not enough; it never held anything. */
  | { readonly status: 'REJECTED'; readonly ref: ReservationRef };

/** Pieces that came for a backorder. */
export type Filling = { readonly stockItemId: StockItemId; readonly variantId: VariantId; readonly quantity: number };

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
      /** What goes back on the shelf; nothing when nothing was held. */
      readonly allocations: readonly Allocation[];
    }
  | { readonly type: 'ReservationFellShort'; readonly shortages: readonly Shortage[] }
  | {
      readonly type: 'ReservationBackordered';
      readonly ref: ReservationRef;
      readonly allocations: readonly Allocation[];
      /** Whether it was held until now; else it is promised this very moment. */
      readonly wasHeld: boolean;
    }
  | {
      readonly type: 'BackorderFilled';
      /** What has come for it. */
      readonly filled: readonly Filling[];
      /** All that it holds or waits for, from now on. */
      readonly allocations: readonly Allocation[];
    }
  | {
      readonly type: 'ReservationConfirmed';
      readonly ref: ReservationRef;
      readonly allocations: readonly Allocation[];
      /** Whether it was held until now; else it is taken from the shelves this very moment. */
      readonly wasHeld: boolean;
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

/** What has to be taken from the shelves before the reservation can be confirmed; nothing while it is held. */
export const missingLines = (reservation: Reservation): readonly Line[] =>
  reservation.status === 'EXPIRED' || reservation.status === 'SHORT' ? reservation.terms.lines : [];

const termsOf = (reservation: Reservation | undefined): ReservationTerms => {
  if (reservation === undefined || !('terms' in reservation)) throw new Error('a reservation that never held anything has no terms');
  return reservation.terms;
};

/** What is promised and not there yet. */
export const isWaitingForStock = (reservation: Reservation): boolean =>
  (reservation.status === 'RESERVED' || reservation.status === 'BACKORDERED') &&
  reservation.allocations.some((allocation) => allocation.backordered > 0);

const filled = (reservation: Reservation | undefined, allocations: readonly Allocation[]): Reservation => {
  if (reservation?.status !== 'RESERVED' && reservation?.status !== 'BACKORDERED') throw new Error('what holds nothing waits for nothing');
  return { ...reservation, allocations };
};

/** The state after an event. Events are facts: they are applied, never questioned. */
export const evolve = (reservation: Reservation | undefined, event: ReservationEvent): Reservation => {
  switch (event.type) {
    case 'StockReserved':
      return { status: 'RESERVED', terms: event.terms, expiresAt: event.expiresAt, allocations: event.allocations };
    case 'StockRejected':
      // Said of a released one it is an answer only: released it stays.
      return reservation?.status === 'RELEASED' ? reservation : { status: 'REJECTED', ref: event.ref };
    case 'ReservationReleased':
      return event.reason === 'requested' ? { status: 'RELEASED', ref: event.ref } : { status: 'EXPIRED', terms: termsOf(reservation) };
    case 'ReservationFellShort':
      return { status: 'SHORT', terms: termsOf(reservation) };
    case 'ReservationBackordered':
      return { status: 'BACKORDERED', terms: termsOf(reservation), allocations: event.allocations };
    case 'BackorderFilled':
      return filled(reservation, event.allocations);
    case 'ReservationConfirmed':
      return { status: 'CONFIRMED', terms: termsOf(reservation), allocations: event.allocations };
  }
};
