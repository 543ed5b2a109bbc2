import fc from 'fast-check';
import { idOf, instant, isRefused, type Id } from '@marketplace/kernel';
import { decide, type ReservationCommand } from './decide';
import { movementsOf, netChanges, type Movement } from './movements';
import { evolve, type Reservation } from './reservation';
import type { StockLevel } from './stock';
import { level, mug, shirt } from './stock.fixtures';

const expiresAt = instant('2026-11-21T08:45:00Z');
const places = [level('DE-1', shirt, 5), level('CN-1', shirt, 4), level('DE-1', mug, 3)];

type Item = { readonly onHand: number; readonly reserved: number };
type Step = { readonly command: ReservationCommand['type']; readonly buyer: number; readonly shirts: number; readonly mugs: number };

const step: fc.Arbitrary<Step> = fc.record({
  command: fc.constantFrom<Step['command']>(
    'ReserveStock',
    'ReserveStock',
    'ReleaseReservation',
    'ExpireReservation',
    'ConfirmReservation',
  ),
  buyer: fc.integer({ min: 1, max: 6 }),
  shirts: fc.integer({ min: 1, max: 4 }),
  mugs: fc.integer({ min: 1, max: 2 }),
});

const commandOf = ({ command, buyer, shirts, mugs }: Step, stock: readonly StockLevel[]): ReservationCommand => {
  const ref = { reservationId: idOf<'Reservation'>(buyer.toString()), checkoutId: idOf<'Checkout'>(buyer.toString()) };
  const lines = [
    { variantId: shirt, quantity: shirts },
    { variantId: mug, quantity: mugs },
  ];
  switch (command) {
    case 'ReserveStock':
      return { type: command, terms: { ...ref, countryCode: 'DE', lines }, expiresAt, stock };
    case 'ReleaseReservation':
      return { type: command, ref };
    case 'ExpireReservation':
      return { type: command, at: expiresAt };
    case 'ConfirmReservation':
      return { type: command, stock };
  }
};

const moved = (items: ReadonlyMap<Id<'StockItem'>, Item>, movements: readonly Movement[]): ReadonlyMap<Id<'StockItem'>, Item> => {
  const after = new Map(items);
  for (const change of netChanges(movements)) {
    const item = after.get(change.stockItemId) ?? { onHand: 0, reserved: 0 };
    after.set(change.stockItemId, { onHand: item.onHand + change.onHand, reserved: item.reserved + change.reserved });
  }
  return after;
};

const freeOf = (items: ReadonlyMap<Id<'StockItem'>, Item>): readonly StockLevel[] =>
  places.map((place) => {
    const { onHand, reserved } = items.get(place.stockItemId) ?? { onHand: 0, reserved: 0 };
    return { ...place, available: onHand - reserved };
  });

describe('movements', () => {
  it('never promise more than there is, whatever happens to the reservations of six buyers', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let items: ReadonlyMap<Id<'StockItem'>, Item> = new Map(
          places.map((place) => [place.stockItemId, { onHand: place.available, reserved: 0 }]),
        );
        const start = items;
        const history: Movement[] = [];
        const reservations = new Map<number, Reservation>();
        for (const each of steps) {
          const decision = decide(commandOf(each, freeOf(items)), reservations.get(each.buyer));
          if (isRefused(decision)) continue;
          const movements = decision.flatMap(movementsOf);
          history.push(...movements);
          items = moved(items, movements);
          const after = decision.reduce<Reservation | undefined>(evolve, reservations.get(each.buyer));
          if (after !== undefined) reservations.set(each.buyer, after);
          for (const { onHand, reserved } of items.values()) expect(0 <= reserved && reserved <= onHand).toBe(true);
        }
        expect(moved(start, history)).toEqual(items);
        const held = [...reservations.values()].flatMap((reservation) =>
          reservation.status === 'RESERVED' ? reservation.allocations : [],
        );
        const reserved = [...items.values()].reduce((sum, item) => sum + item.reserved, 0);
        expect(held.reduce((sum, allocation) => sum + allocation.quantity, 0)).toBe(reserved);
      }),
    );
  });

  it('tell of goods that are taken anew that they were held and left', () => {
    const allocations = [{ stockItemId: idOf<'StockItem'>('item'), variantId: shirt, warehouseId: idOf<'Warehouse'>('w'), quantity: 2 }];
    const ref = { reservationId: idOf<'Reservation'>('r'), checkoutId: idOf<'Checkout'>('r') };
    const movements = movementsOf({ type: 'ReservationConfirmed', ref, allocations, wasHeld: false });
    expect(movements.map((movement) => [movement.kind, movement.onHandChange, movement.reservedChange])).toEqual([
      ['RESERVED', 0, 2],
      ['COMMITTED', -2, -2],
    ]);
    expect(netChanges(movements)).toEqual([{ stockItemId: 'item', onHand: -2, reserved: 0 }]);
  });
});
