import fc from 'fast-check';
import { idOf, instant, isRefused, type Id } from '@marketplace/kernel';
import { decide, type ReservationCommand } from './decide';
import { movementsOf, netChanges, type Movement } from './movements';
import { evolve, type Reservation } from './reservation';
import { adjust, count, freeOf, transfer, type StockItem, type StockLevel } from './stock';
import { level, mug, shirt } from './stock.fixtures';

const expiresAt = instant('2026-11-21T08:45:00Z');
const places = [level('DE-1', shirt, 5), level('CN-1', shirt, 4), level('DE-1', mug, 3)];
// Of shirts, a few may be sold before they are there.
const limits: readonly number[] = [0, 3, 0];

type Items = ReadonlyMap<Id<'StockItem'>, StockItem>;

const shelf = (onHandOf: (place: StockLevel) => number): Items =>
  new Map(
    places.map((place, position) => [
      place.stockItemId,
      {
        id: place.stockItemId,
        variantId: place.variantId,
        warehouseId: place.warehouse.id,
        onHand: onHandOf(place),
        reserved: 0,
        backordered: 0,
        backorderLimit: limits[position] ?? 0,
      },
    ]),
  );

type Work = 'adjust' | 'count' | 'transfer';
type Step = {
  readonly order: ReservationCommand['type'] | Work;
  readonly buyer: number;
  readonly place: number;
  readonly shirts: number;
  readonly mugs: number;
  readonly pieces: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  order: fc.constantFrom<Step['order']>(
    'ReserveStock',
    'ReserveStock',
    'ReserveStock',
    'ReleaseReservation',
    'ExpireReservation',
    'ConfirmReservation',
    'FillBackorder',
    'adjust',
    'count',
    'transfer',
  ),
  buyer: fc.integer({ min: 1, max: 6 }),
  place: fc.integer({ min: 0, max: 2 }),
  shirts: fc.integer({ min: 1, max: 4 }),
  mugs: fc.integer({ min: 1, max: 2 }),
  pieces: fc.integer({ min: -5, max: 8 }),
});

const levelsOf = (items: Items): readonly StockLevel[] =>
  places.flatMap((place) => {
    const item = items.get(place.stockItemId);
    if (item === undefined) return [];
    return [{ ...place, available: freeOf(item), backorderable: item.backorderLimit - item.backordered }];
  });

const commandOf = (type: ReservationCommand['type'], { buyer, shirts, mugs }: Step, items: Items): ReservationCommand => {
  const ref = { reservationId: idOf<'Reservation'>(buyer.toString()), checkoutId: idOf<'Checkout'>(buyer.toString()) };
  const lines = [
    { variantId: shirt, quantity: shirts },
    { variantId: mug, quantity: mugs },
  ];
  switch (type) {
    case 'ReserveStock':
      return { type, terms: { ...ref, countryCode: 'DE', lines }, expiresAt, stock: levelsOf(items) };
    case 'ReleaseReservation':
      return { type, ref };
    case 'ExpireReservation':
      return { type, at: expiresAt };
    case 'ConfirmReservation':
      return { type, stock: levelsOf(items) };
    case 'FillBackorder':
      return { type, shelves: new Map([...items.values()].map((item) => [item.id, item.onHand - item.reserved])) };
  }
};

const byHand = (kind: Movement['kind'], before: StockItem, after: StockItem): Movement => ({
  stockItemId: before.id,
  variantId: before.variantId,
  kind,
  onHandChange: after.onHand - before.onHand,
  reservedChange: 0,
  backorderedChange: 0,
});

/** What somebody does at the shelf; nothing when it is refused. */
const worked = (work: Work, { place, pieces }: Step, items: Items): readonly Movement[] => {
  const [item, other] = [
    items.get(places[place]?.stockItemId ?? idOf('')),
    items.get(places[place === 0 ? 1 : 0]?.stockItemId ?? idOf('')),
  ];
  if (item === undefined || other === undefined) return [];
  const reason = 'why';
  if (work === 'transfer') {
    if (item.variantId !== other.variantId) return [];
    const after = transfer({ from: item, to: other }, { quantity: pieces, reason });
    return isRefused(after) ? [] : [byHand('TRANSFERRED_OUT', item, after.from), byHand('TRANSFERRED_IN', other, after.to)];
  }
  const after = work === 'count' ? count(item, { counted: pieces, reason }) : adjust(item, { change: pieces, code: 'OTHER', reason });
  return isRefused(after) ? [] : [byHand(work === 'count' ? 'COUNTED' : 'ADJUSTED', item, after)];
};

const moved = (items: Items, movements: readonly Movement[]): Items => {
  const after = new Map(items);
  for (const { stockItemId, ...change } of netChanges(movements)) {
    const item = after.get(stockItemId);
    if (item === undefined) throw new Error('moved what is not there');
    after.set(stockItemId, {
      ...item,
      onHand: item.onHand + change.onHand,
      reserved: item.reserved + change.reserved,
      backordered: item.backordered + change.backordered,
    });
  }
  return after;
};

const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('movements', () => {
  it('sum to the stock, and never promise more than there is or may come, whatever buyers and keepers do', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const start = shelf((place) => place.available);
        let items = start;
        const history: Movement[] = [];
        const reservations = new Map<number, Reservation>();
        const note = (movements: readonly Movement[]): void => {
          history.push(...movements);
          items = moved(items, movements);
        };
        for (const each of steps) {
          if (each.order === 'adjust' || each.order === 'count' || each.order === 'transfer') note(worked(each.order, each, items));
          else {
            const decision = decide(commandOf(each.order, each, items), reservations.get(each.buyer));
            if (isRefused(decision)) continue;
            note(decision.flatMap(movementsOf));
            const after = decision.reduce<Reservation | undefined>(evolve, reservations.get(each.buyer));
            if (after !== undefined) reservations.set(each.buyer, after);
          }
          for (const { onHand, reserved, backordered, backorderLimit } of items.values()) {
            expect(0 <= reserved && reserved <= onHand).toBe(true);
            expect(0 <= backordered && backordered <= backorderLimit).toBe(true);
          }
        }
        expect(moved(start, history)).toEqual(items);
        const held = [...reservations.values()].flatMap((reservation) =>
          reservation.status === 'RESERVED' || reservation.status === 'BACKORDERED' ? reservation.allocations : [],
        );
        const stock = [...items.values()];
        expect(total(held.map((each) => each.quantity - each.backordered))).toBe(total(stock.map((item) => item.reserved)));
        expect(total(held.map((each) => each.backordered))).toBe(total(stock.map((item) => item.backordered)));
      }),
      { numRuns: 500 },
    );
  });

  it('tell of goods that are taken anew that they were held and left', () => {
    const allocations = [
      { stockItemId: idOf<'StockItem'>('item'), variantId: shirt, warehouseId: idOf<'Warehouse'>('w'), quantity: 2, backordered: 0 },
    ];
    const ref = { reservationId: idOf<'Reservation'>('r'), checkoutId: idOf<'Checkout'>('r') };
    const movements = movementsOf({ type: 'ReservationConfirmed', ref, allocations, wasHeld: false });
    expect(movements.map((movement) => [movement.kind, movement.onHandChange, movement.reservedChange])).toEqual([
      ['RESERVED', 0, 2],
      ['COMMITTED', -2, -2],
    ]);
    expect(netChanges(movements)).toEqual([{ stockItemId: 'item', onHand: -2, reserved: 0, backordered: 0 }]);
  });
});
