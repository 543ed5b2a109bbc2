import { idOf, instant } from '@marketplace/kernel';
import { specification } from '@marketplace/testing';
import type { Allocation } from './allocation';
import { reservationDecider, type ReservationCommand } from './decide';
import type { ReservationEvent, ReservationTerms } from './reservation';
import type { StockLevel } from './stock';
import { backorderable, level, line, shirt } from './stock.fixtures';

const given = specification(reservationDecider);

const ref = { reservationId: idOf<'Reservation'>('checkout'), checkoutId: idOf<'Checkout'>('checkout') };
const terms: ReservationTerms = { ...ref, countryCode: 'DE', lines: [line(shirt, 2)] };
const expiresAt = instant('2026-11-21T08:45:00Z');

const held: readonly Allocation[] = [
  { stockItemId: idOf('shirt@DE-1'), variantId: shirt, warehouseId: idOf('warehouse DE-1'), quantity: 2, backordered: 0 },
];
const elsewhere: readonly Allocation[] = [
  { stockItemId: idOf('shirt@CN-1'), variantId: shirt, warehouseId: idOf('warehouse CN-1'), quantity: 2, backordered: 0 },
];

const reserve = (...stock: readonly StockLevel[]): ReservationCommand => ({ type: 'ReserveStock', terms, expiresAt, stock });
const release: ReservationCommand = { type: 'ReleaseReservation', ref };
const confirm = (...stock: readonly StockLevel[]): ReservationCommand => ({ type: 'ConfirmReservation', stock });
const expire = (at = '2026-11-21T08:45:00Z'): ReservationCommand => ({ type: 'ExpireReservation', at: instant(at) });

const reserved: ReservationEvent = { type: 'StockReserved', terms, expiresAt, allocations: held };
const confirmed: ReservationEvent = { type: 'ReservationConfirmed', ref, allocations: held, wasHeld: true };
const released = (allocations: readonly Allocation[] = held): ReservationEvent => ({
  type: 'ReservationReleased',
  ref,
  reason: 'requested',
  allocations,
});
const expired: ReservationEvent = { type: 'ReservationReleased', ref, reason: 'expired', allocations: held };
const rejected: ReservationEvent = {
  type: 'StockRejected',
  ref,
  reason: 'insufficient-stock',
  shortages: [{ variantId: shirt, requested: 2, available: 1 }],
};
const short: ReservationEvent = { type: 'ReservationFellShort', shortages: [{ variantId: shirt, requested: 2, available: 0 }] };

describe('reserving', () => {
  it('holds what there is', () => {
    given()
      .when(reserve(level('DE-1', shirt, 9)))
      .then(reserved);
  });

  it('rejects what there is not', () => {
    given()
      .when(reserve(level('DE-1', shirt, 1)))
      .then(rejected);
  });

  it('answers a request once, whatever came of it', () => {
    for (const answer of [reserved, rejected])
      given(answer)
        .when(reserve(level('DE-1', shirt, 9)))
        .thenNothing();
    given(reserved, confirmed)
      .when(reserve(level('DE-1', shirt, 9)))
      .thenNothing();
    given(reserved, expired)
      .when(reserve(level('DE-1', shirt, 9)))
      .thenNothing();
  });

  it('rejects what was let go before it was asked for', () => {
    given(released([]))
      .when(reserve(level('DE-1', shirt, 9)))
      .then({ type: 'StockRejected', ref, reason: 'already-released', shortages: [] });
  });
});

describe('releasing', () => {
  it('gives back what is held', () => {
    given(reserved).when(release).then(released());
  });

  it('is answered also where nothing is held', () => {
    given().when(release).then(released([]));
    given(rejected).when(release).then(released([]));
    given(reserved, expired).when(release).then(released([]));
  });

  it('gives back once', () => {
    given(reserved, released()).when(release).thenNothing();
  });

  it('refuses once it is paid', () => {
    given(reserved, confirmed).when(release).thenRefuses('reservation-already-paid');
    given(reserved, expired, short).when(release).thenRefuses('reservation-already-paid');
  });
});

describe('expiry', () => {
  it('lets go at the time', () => {
    given(reserved).when(expire()).then(expired);
  });

  it('does not let go before', () => {
    given(reserved).when(expire('2026-11-21T08:44:59.999Z')).thenRefuses('reservation-not-expired');
  });

  it('leaves alone what is no longer held', () => {
    for (const history of [[reserved, expired], [reserved, confirmed], [reserved, released()], [rejected]]) {
      given(...history)
        .when(expire())
        .thenNothing();
    }
  });
});

describe('backorders', () => {
  const [place] = held;
  const waitingFor = (backordered: number): readonly Allocation[] => held.map((each) => ({ ...each, backordered }));
  const promised: ReservationEvent = { ...reserved, allocations: waitingFor(1) };
  const backordered = (wasHeld: boolean): ReservationEvent => ({
    type: 'ReservationBackordered',
    ref,
    allocations: waitingFor(1),
    wasHeld,
  });
  const filled: ReservationEvent = {
    type: 'BackorderFilled',
    filled: [{ stockItemId: idOf('shirt@DE-1'), variantId: shirt, quantity: 1 }],
    allocations: held,
  };
  const fill = (unpromised: number): ReservationCommand => ({
    type: 'FillBackorder',
    shelves: new Map(place === undefined ? [] : [[place.stockItemId, unpromised]]),
  });

  it('are promised where the seller allows it', () => {
    given()
      .when(reserve(backorderable(1, level('DE-1', shirt, 1))))
      .then(promised);
  });

  it('are waited for when they are paid, once', () => {
    given(promised).when(confirm()).then(backordered(true));
    given(promised, backordered(true)).when(confirm()).thenNothing();
  });

  it('are taken anew when the reservation had expired', () => {
    given(reserved, expired)
      .when(confirm(backorderable(1, level('DE-1', shirt, 1))))
      .then(backordered(false));
  });

  it('leave the shelf with the rest once they have come', () => {
    given(promised, backordered(true)).when(fill(5)).then(filled, confirmed);
  });

  it('are held like the rest when they come before the payment', () => {
    given(promised).when(fill(1)).then(filled);
    given(promised, filled).when(confirm()).then(confirmed);
    given(promised, filled).when(fill(1)).thenNothing();
  });

  it('go on waiting while nothing has come', () => {
    given(promised, backordered(true)).when(fill(0)).thenNothing();
    for (const history of [[reserved], [reserved, confirmed], [rejected], []])
      given(...history)
        .when(fill(5))
        .thenNothing();
  });

  it('are let go with the rest, unless they are paid', () => {
    given(promised)
      .when(release)
      .then(released(waitingFor(1)));
    given(promised, backordered(true)).when(release).thenRefuses('reservation-already-paid');
    given(promised, backordered(true)).when(expire()).thenNothing();
  });
});

describe('confirmation', () => {
  it('takes what is held from the shelf', () => {
    given(reserved).when(confirm()).then(confirmed);
  });

  it('takes it once', () => {
    given(reserved, confirmed).when(confirm()).thenNothing();
  });

  it('takes stock anew when the reservation had expired, wherever it is', () => {
    given(reserved, expired)
      .when(confirm(level('CN-1', shirt, 5)))
      .then({ type: 'ReservationConfirmed', ref, allocations: elsewhere, wasHeld: false });
  });

  it('waits when others have bought it meanwhile, and says so once', () => {
    given(reserved, expired).when(confirm()).then(short);
    given(reserved, expired, short).when(confirm()).thenNothing();
  });

  it('goes on when stock came back', () => {
    given(reserved, expired, short)
      .when(confirm(level('CN-1', shirt, 2)))
      .then({ type: 'ReservationConfirmed', ref, allocations: elsewhere, wasHeld: false });
  });

  it('refuses what was let go or never held', () => {
    given(reserved, released())
      .when(confirm(level('DE-1', shirt, 9)))
      .thenRefuses('reservation-let-go');
    given(rejected)
      .when(confirm(level('DE-1', shirt, 9)))
      .thenRefuses('reservation-let-go');
    given().when(confirm()).thenRefuses('reservation-not-found');
  });
});
