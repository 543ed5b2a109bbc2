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

const allocated: readonly Allocation[] = [
  { stockItemId: idOf('shirt@DE-1'), variantId: shirt, warehouseId: idOf('warehouse DE-1'), quantity: 2, backordered: 0 },
];
const elsewhere: readonly Allocation[] = [
  { stockItemId: idOf('shirt@CN-1'), variantId: shirt, warehouseId: idOf('warehouse CN-1'), quantity: 2, backordered: 0 },
];

const reserve = (...stock: readonly StockLevel[]): ReservationCommand => ({ type: 'ReserveStock', terms, expiresAt, stock });
const release: ReservationCommand = { type: 'ReleaseReservation', ref };
const confirm = (...stock: readonly StockLevel[]): ReservationCommand => ({ type: 'ConfirmReservation', stock });
const expire = (at = '2026-11-21T08:45:00Z'): ReservationCommand => ({ type: 'ExpireReservation', at: instant(at) });

const reserved: ReservationEvent = { type: 'StockReserved', terms, expiresAt, allocations: allocated };
const confirmed: ReservationEvent = { type: 'ReservationConfirmed', ref, allocations: allocated, wasReserved: true };
const released = (allocations: readonly Allocation[] = allocated): ReservationEvent => ({
  type: 'ReservationReleased',
  ref,
  reason: 'requested',
  allocations,
});
const expired: ReservationEvent = { type: 'ReservationReleased', ref, reason: 'expired', allocations: allocated };
const rejected: ReservationEvent = {
  type: 'StockRejected',
  ref,
  reason: 'insufficient-stock',
  shortages: [{ variantId: shirt, requested: 2, available: 1 }],
};
const short: ReservationEvent = { type: 'ReservationFellShort', shortages: [{ variantId: shirt, requested: 2, available: 0 }] };

describe('reserving', () => {
  it('reserves available stock', () => {
    given()
      .when(reserve(level('DE-1', shirt, 9)))
      .then(reserved);
  });

  it('rejects a request without enough stock', () => {
    given()
      .when(reserve(level('DE-1', shirt, 1)))
      .then(rejected);
  });

  it('answers a request once, whether it was reserved or rejected', () => {
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

  it('rejects a request that was released before', () => {
    given(released([]))
      .when(reserve(level('DE-1', shirt, 9)))
      .then({ type: 'StockRejected', ref, reason: 'already-released', shortages: [] });
  });
});

describe('releasing', () => {
  it('releases reserved stock', () => {
    given(reserved).when(release).then(released());
  });

  it('is answered even if nothing is reserved', () => {
    given().when(release).then(released([]));
    given(rejected).when(release).then(released([]));
    given(reserved, expired).when(release).then(released([]));
  });

  it('releases once', () => {
    given(reserved, released()).when(release).thenNothing();
  });

  it('refuses once it is paid', () => {
    given(reserved, confirmed).when(release).thenRefuses('reservation-already-paid');
    given(reserved, expired, short).when(release).thenRefuses('reservation-already-paid');
  });
});

describe('expiry', () => {
  it('releases stock at the expiry time', () => {
    given(reserved).when(expire()).then(expired);
  });

  it('does not release stock earlier', () => {
    given(reserved).when(expire('2026-11-21T08:44:59.999Z')).thenRefuses('reservation-not-expired');
  });

  it('ignores what is no longer reserved', () => {
    for (const history of [[reserved, expired], [reserved, confirmed], [reserved, released()], [rejected]]) {
      given(...history)
        .when(expire())
        .thenNothing();
    }
  });
});

describe('backorders', () => {
  const [allocation] = allocated;
  const waitingFor = (backordered: number): readonly Allocation[] => allocated.map((each) => ({ ...each, backordered }));
  const promised: ReservationEvent = { ...reserved, allocations: waitingFor(1) };
  const backordered = (wasReserved: boolean): ReservationEvent => ({
    type: 'ReservationBackordered',
    ref,
    allocations: waitingFor(1),
    wasReserved,
  });
  const filled: ReservationEvent = {
    type: 'BackorderFilled',
    fills: [{ stockItemId: idOf('shirt@DE-1'), variantId: shirt, quantity: 1 }],
    allocations: allocated,
  };
  const fill = (quantity: number): ReservationCommand => ({
    type: 'FillBackorder',
    unreserved: new Map(allocation === undefined ? [] : [[allocation.stockItemId, quantity]]),
  });

  it('are reserved if the seller allows it', () => {
    given()
      .when(reserve(backorderable(1, level('DE-1', shirt, 1))))
      .then(promised);
  });

  it('wait for stock once they are paid', () => {
    given(promised).when(confirm()).then(backordered(true));
    given(promised, backordered(true)).when(confirm()).thenNothing();
  });

  it('are allocated again when the reservation had expired', () => {
    given(reserved, expired)
      .when(confirm(backorderable(1, level('DE-1', shirt, 1))))
      .then(backordered(false));
  });

  it('are confirmed with the other units once they have arrived', () => {
    given(promised, backordered(true)).when(fill(5)).then(filled, confirmed);
  });

  it('are reserved like other units when they arrive before the payment', () => {
    given(promised).when(fill(1)).then(filled);
    given(promised, filled).when(confirm()).then(confirmed);
    given(promised, filled).when(fill(1)).thenNothing();
  });

  it('wait while nothing has arrived', () => {
    given(promised, backordered(true)).when(fill(0)).thenNothing();
    for (const history of [[reserved], [reserved, confirmed], [rejected], []])
      given(...history)
        .when(fill(5))
        .thenNothing();
  });

  it('are released with the other units, unless they are paid', () => {
    given(promised)
      .when(release)
      .then(released(waitingFor(1)));
    given(promised, backordered(true)).when(release).thenRefuses('reservation-already-paid');
    given(promised, backordered(true)).when(expire()).thenNothing();
  });
});

describe('confirmation', () => {
  it('removes reserved stock', () => {
    given(reserved).when(confirm()).then(confirmed);
  });

  it('removes it once', () => {
    given(reserved, confirmed).when(confirm()).thenNothing();
  });

  it('allocates stock again when the reservation had expired, from any warehouse', () => {
    given(reserved, expired)
      .when(confirm(level('CN-1', shirt, 5)))
      .then({ type: 'ReservationConfirmed', ref, allocations: elsewhere, wasReserved: false });
  });

  it('waits when the stock was sold meanwhile, and reports it once', () => {
    given(reserved, expired).when(confirm()).then(short);
    given(reserved, expired, short).when(confirm()).thenNothing();
  });

  it('continues when stock is available again', () => {
    given(reserved, expired, short)
      .when(confirm(level('CN-1', shirt, 2)))
      .then({ type: 'ReservationConfirmed', ref, allocations: elsewhere, wasReserved: false });
  });

  it('refuses a released or rejected reservation', () => {
    given(reserved, released())
      .when(confirm(level('DE-1', shirt, 9)))
      .thenRefuses('reservation-let-go');
    given(rejected)
      .when(confirm(level('DE-1', shirt, 9)))
      .thenRefuses('reservation-let-go');
    given().when(confirm()).thenRefuses('reservation-not-found');
  });
});
