import fc from 'fast-check';
import { idOf, instant, isRefused, type Id } from '@marketplace/kernel';
import { decide, type ReservationCommand } from './decide';
import { movementsOf, netChanges, type Movement } from './movements';
import { evolve, type Reservation } from './reservation';
import { adjust, count, availableQuantity, transfer, type StockItem, type StockLevel } from './stock';
import { level as stockLevel, mug, shirt } from './stock.fixtures';

const expiresAt = instant('2026-11-21T08:45:00Z');
const levels = [stockLevel('DE-1', shirt, 5), stockLevel('CN-1', shirt, 4), stockLevel('DE-1', mug, 3)];
// The backorder limits: some shirts can be sold before they arrive.
const limits: readonly number[] = [0, 3, 0];

type Items = ReadonlyMap<Id<'StockItem'>, StockItem>;

const itemsWith = (onHandOf: (level: StockLevel) => number): Items =>
  new Map(
    levels.map((level, position) => [
      level.stockItemId,
      {
        id: level.stockItemId,
        variantId: level.variantId,
        warehouseId: level.warehouse.id,
        onHand: onHandOf(level),
        reserved: 0,
        backordered: 0,
        backorderLimit: limits[position] ?? 0,
      },
    ]),
  );

type ManualAction = 'adjust' | 'count' | 'transfer';
type Action = {
  readonly type: ReservationCommand['type'] | ManualAction;
  readonly buyer: number;
  readonly item: number;
  readonly shirts: number;
  readonly mugs: number;
  readonly quantity: number;
};

const action: fc.Arbitrary<Action> = fc.record({
  type: fc.constantFrom<Action['type']>(
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
  item: fc.integer({ min: 0, max: 2 }),
  shirts: fc.integer({ min: 1, max: 4 }),
  mugs: fc.integer({ min: 1, max: 2 }),
  quantity: fc.integer({ min: -5, max: 8 }),
});

const levelsOf = (items: Items): readonly StockLevel[] =>
  levels.flatMap((level) => {
    const item = items.get(level.stockItemId);
    if (item === undefined) return [];
    return [{ ...level, available: availableQuantity(item), backorderable: item.backorderLimit - item.backordered }];
  });

const commandOf = (type: ReservationCommand['type'], { buyer, shirts, mugs }: Action, items: Items): ReservationCommand => {
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
      return { type, unreserved: new Map([...items.values()].map((item) => [item.id, item.onHand - item.reserved])) };
  }
};

const manual = (kind: Movement['kind'], before: StockItem, after: StockItem): Movement => ({
  stockItemId: before.id,
  variantId: before.variantId,
  kind,
  onHandChange: after.onHand - before.onHand,
  reservedChange: 0,
  backorderedChange: 0,
});

/** The movements of a manual action; none when it is refused. */
const manualMovements = (type: ManualAction, { item: index, quantity }: Action, items: Items): readonly Movement[] => {
  const [item, other] = [
    items.get(levels[index]?.stockItemId ?? idOf('')),
    items.get(levels[index === 0 ? 1 : 0]?.stockItemId ?? idOf('')),
  ];
  if (item === undefined || other === undefined) return [];
  const reason = 'why';
  if (type === 'transfer') {
    if (item.variantId !== other.variantId) return [];
    const after = transfer({ from: item, to: other }, { quantity, reason });
    return isRefused(after) ? [] : [manual('TRANSFERRED_OUT', item, after.from), manual('TRANSFERRED_IN', other, after.to)];
  }
  const after = type === 'count' ? count(item, { counted: quantity, reason }) : adjust(item, { change: quantity, code: 'OTHER', reason });
  return isRefused(after) ? [] : [manual(type === 'count' ? 'COUNTED' : 'ADJUSTED', item, after)];
};

const applied = (items: Items, movements: readonly Movement[]): Items => {
  const after = new Map(items);
  for (const { stockItemId, ...change } of netChanges(movements)) {
    const item = after.get(stockItemId);
    if (item === undefined) throw new Error('no such stock item');
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
  it('add up to the stock, and never oversell, whatever buyers and staff do', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const start = itemsWith((level) => level.available);
        let items = start;
        const history: Movement[] = [];
        const reservations = new Map<number, Reservation>();
        const record = (movements: readonly Movement[]): void => {
          history.push(...movements);
          items = applied(items, movements);
        };
        for (const each of actions) {
          if (each.type === 'adjust' || each.type === 'count' || each.type === 'transfer') record(manualMovements(each.type, each, items));
          else {
            const decision = decide(commandOf(each.type, each, items), reservations.get(each.buyer));
            if (isRefused(decision)) continue;
            record(decision.flatMap(movementsOf));
            const after = decision.reduce<Reservation | undefined>(evolve, reservations.get(each.buyer));
            if (after !== undefined) reservations.set(each.buyer, after);
          }
          for (const { onHand, reserved, backordered, backorderLimit } of items.values()) {
            expect(0 <= reserved && reserved <= onHand).toBe(true);
            expect(0 <= backordered && backordered <= backorderLimit).toBe(true);
          }
        }
        expect(applied(start, history)).toEqual(items);
        const allocations = [...reservations.values()].flatMap((reservation) =>
          reservation.status === 'RESERVED' || reservation.status === 'BACKORDERED' ? reservation.allocations : [],
        );
        const stock = [...items.values()];
        expect(total(allocations.map((each) => each.quantity - each.backordered))).toBe(total(stock.map((item) => item.reserved)));
        expect(total(allocations.map((each) => each.backordered))).toBe(total(stock.map((item) => item.backordered)));
      }),
      { numRuns: 500 },
    );
  });

  it('reserve and commit stock that is allocated again', () => {
    const allocations = [
      { stockItemId: idOf<'StockItem'>('item'), variantId: shirt, warehouseId: idOf<'Warehouse'>('w'), quantity: 2, backordered: 0 },
    ];
    const ref = { reservationId: idOf<'Reservation'>('r'), checkoutId: idOf<'Checkout'>('r') };
    const movements = movementsOf({ type: 'ReservationConfirmed', ref, allocations, wasReserved: false });
    expect(movements.map((movement) => [movement.kind, movement.onHandChange, movement.reservedChange])).toEqual([
      ['RESERVED', 0, 2],
      ['COMMITTED', -2, -2],
    ]);
    expect(netChanges(movements)).toEqual([{ stockItemId: 'item', onHand: -2, reserved: 0, backordered: 0 }]);
  });
});
