import fc from 'fast-check';
import { idOf } from '@marketplace/kernel';
import { allocate, demandOf, type Allocation } from './allocation';
import type { Line, StockLevel } from './stock';
import { backorderable, lamp, level, line, mug, shirt, soldBy } from './stock.fixtures';

/** An allocation as "2 shirt@DE-1". */
const described = ({ quantity, stockItemId, backordered }: Allocation): string =>
  `${quantity.toString()} ${stockItemId}${backordered === 0 ? '' : `, ${backordered.toString()} later`}`;

const found = (lines: readonly Line[], stock: readonly StockLevel[], country = 'DE'): readonly string[] => {
  const allocated = allocate(lines, stock, country);
  if ('shortages' in allocated) throw new Error(`short: ${JSON.stringify(allocated.shortages)}`);
  return allocated.allocations.map(described);
};

describe('allocation', () => {
  it('prefers a warehouse in the destination country to a fuller one abroad', () => {
    expect(found([line(shirt, 2)], [level('CN-1', shirt, 100), level('DE-1', shirt, 3)])).toEqual(['2 shirt@DE-1']);
  });

  it('sends from abroad in one parcel what the country cannot send alone', () => {
    expect(found([line(shirt, 10)], [level('CN-1', shirt, 100), level('DE-1', shirt, 1)])).toEqual(['10 shirt@CN-1']);
  });

  it('prefers a warehouse in the region to a fuller one across the world', () => {
    expect(found([line(shirt, 2)], [level('CN-1', shirt, 100), level('NL-1', shirt, 3)])).toEqual(['2 shirt@NL-1']);
    expect(found([line(shirt, 2)], [level('CN-1', shirt, 100), level('NL-1', shirt, 3)], 'JP')).toEqual(['2 shirt@CN-1']);
  });

  it('stays in the region with two parcels rather than coming across the world with one', () => {
    const stock = [level('CN-1', shirt, 100), level('NL-1', shirt, 3), level('DE-1', shirt, 2)];
    expect(found([line(shirt, 5)], stock)).toEqual(['2 shirt@DE-1', '3 shirt@NL-1']);
    expect(found([line(shirt, 6)], stock)).toEqual(['6 shirt@CN-1']);
  });

  it('prefers one warehouse that has all lines to two that have one each', () => {
    const stock = [level('DE-1', shirt, 50), level('DE-2', mug, 50), level('DE-3', shirt, 1), level('DE-3', mug, 1)];
    expect(found([line(shirt, 1), line(mug, 1)], stock)).toEqual(['1 mug@DE-3', '1 shirt@DE-3']);
  });

  it('prefers the warehouse with most stock, then the first code', () => {
    expect(found([line(shirt, 1)], [level('DE-1', shirt, 4), level('DE-2', shirt, 9)])).toEqual(['1 shirt@DE-2']);
    expect(found([line(shirt, 1)], [level('DE-2', shirt, 9), level('DE-1', shirt, 9)])).toEqual(['1 shirt@DE-1']);
  });

  it('splits a line over warehouses when none has enough of it', () => {
    expect(found([line(shirt, 7)], [level('DE-1', shirt, 3), level('DE-2', shirt, 5)])).toEqual(['2 shirt@DE-1', '5 shirt@DE-2']);
  });

  it('takes available stock first, and backorders the rest in one warehouse', () => {
    const stock = [backorderable(9, level('CN-1', shirt, 1)), level('DE-1', shirt, 2)];
    expect(found([line(shirt, 2)], stock)).toEqual(['2 shirt@DE-1']);
    expect(found([line(shirt, 3)], stock)).toEqual(['1 shirt@CN-1', '2 shirt@DE-1']);
    expect(found([line(shirt, 5)], stock)).toEqual(['3 shirt@CN-1, 2 later', '2 shirt@DE-1']);
    expect(found([line(shirt, 9)], [backorderable(9, level('CN-1', shirt, 0))])).toEqual(['9 shirt@CN-1, 9 later']);
  });

  it('backorders no more than the seller allows, and returns the available quantity', () => {
    const stock = [backorderable(2, level('CN-1', shirt, 1)), backorderable(1, level('DE-1', shirt, 1))];
    expect(allocate([line(shirt, 5)], stock, 'DE')).toEqual({ shortages: [{ variantId: shirt, requested: 5, available: 4 }] });
    expect(found([line(shirt, 4)], stock)).toEqual(['3 shirt@CN-1, 2 later', '1 shirt@DE-1']);
  });

  it('allocates the lines of each seller separately, since sellers do not share parcels', () => {
    const other = idOf<'Seller'>('other seller');
    const stock = [
      level('DE-1', shirt, 1),
      soldBy(other, level('DE-2', lamp, 1)),
      level('CN-1', shirt, 9),
      soldBy(other, level('CN-1', lamp, 9)),
    ];
    expect(found([line(shirt, 1), line(lamp, 1)], stock)).toEqual(['1 lamp@DE-2', '1 shirt@DE-1']);
  });

  it('adds up lines of the same variant', () => {
    expect(allocate([line(shirt, 2), line(shirt, 2)], [level('DE-1', shirt, 3)], 'DE')).toEqual({
      shortages: [{ variantId: shirt, requested: 4, available: 3 }],
    });
  });

  it('takes nothing when one line is short, and returns the shortages', () => {
    const stock = [level('DE-1', shirt, 5), level('DE-2', mug, 1), level('CN-1', mug, 1)];
    expect(allocate([line(shirt, 5), line(mug, 3), line(lamp, 1)], stock, 'DE')).toEqual({
      shortages: [
        { variantId: mug, requested: 3, available: 2 },
        { variantId: lamp, requested: 1, available: 0 },
      ],
    });
  });

  it('finds stock in more warehouses than it can try in every combination', () => {
    const stock = Array.from({ length: 30 }, (_, n) => level(`DE-${n.toString().padStart(2, '0')}`, shirt, 1));
    expect(found([line(shirt, 25)], stock)).toHaveLength(25);
  });
});

const variants = fc.constantFrom(shirt, mug, lamp);
const lines = fc.array(fc.record({ variantId: variants, quantity: fc.integer({ min: 1, max: 6 }) }), { minLength: 1, maxLength: 4 });
const availableLevel = fc.record({
  code: fc.constantFrom('DE-1', 'DE-2', 'NL-1', 'CN-1', 'US-1'),
  variantId: variants,
  available: fc.integer({ min: 0, max: 8 }),
});
const stocks = fc
  .uniqueArray(availableLevel, { selector: ({ code, variantId }) => `${code} ${variantId}`, maxLength: 12 })
  .map((levels) => levels.map(({ code, variantId, available }) => level(code, variantId, available)));

const withBackorders = fc
  .tuple(stocks, fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 12, maxLength: 12 }))
  .map(([levels, limits]) => levels.map((each, position) => backorderable(limits[position] ?? 0, each)));

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** True when these warehouses have enough stock in total. */
const suffices = (wanted: readonly Line[], stock: readonly StockLevel[], codes: readonly string[]): boolean =>
  [...demandOf(wanted)].every(
    ([variantId, quantity]) =>
      sum(stock.filter((each) => each.variantId === variantId && codes.includes(each.warehouse.code)).map((each) => each.available)) >=
      quantity,
  );

const subsets = (codes: readonly string[]): readonly (readonly string[])[] =>
  codes.reduce<readonly (readonly string[])[]>((all, code) => [...all, ...all.map((some) => [...some, code])], [[]]);

describe('allocation of any lines from any stock', () => {
  it('never takes more than is available, and takes exactly the requested quantities', () => {
    fc.assert(
      fc.property(lines, stocks, (wanted, stock) => {
        const allocated = allocate(wanted, stock, 'DE');
        if ('shortages' in allocated) return;
        for (const each of stock) {
          const taken = allocated.allocations.filter((allocation) => allocation.stockItemId === each.stockItemId);
          expect(sum(taken.map((allocation) => allocation.quantity))).toBeLessThanOrEqual(each.available);
          expect(taken.length).toBeLessThanOrEqual(1);
        }
        for (const [variantId, quantity] of demandOf(wanted)) {
          const taken = allocated.allocations.filter((allocation) => allocation.variantId === variantId);
          expect(sum(taken.map((allocation) => allocation.quantity))).toBe(quantity);
        }
        expect(allocated.allocations.every((allocation) => allocation.quantity > 0)).toBe(true);
      }),
    );
  });

  it('is short only when all warehouses are short in total', () => {
    fc.assert(
      fc.property(lines, stocks, (wanted, stock) => {
        const codes = stock.map((each) => each.warehouse.code);
        expect('allocations' in allocate(wanted, stock, 'DE')).toBe(suffices(wanted, stock, codes));
      }),
    );
  });

  it('backorders only what all warehouses lack in total, in one warehouse per variant, within its limit', () => {
    fc.assert(
      fc.property(lines, withBackorders, (wanted, stock) => {
        const allocated = allocate(wanted, stock, 'DE');
        if ('shortages' in allocated) return;
        for (const [variantId, quantity] of demandOf(wanted)) {
          const levels = stock.filter((each) => each.variantId === variantId);
          const available = sum(levels.map((each) => each.available));
          const taken = allocated.allocations.filter((allocation) => allocation.variantId === variantId);
          const late = taken.filter((allocation) => allocation.backordered > 0);
          expect(sum(taken.map((allocation) => allocation.quantity))).toBe(quantity);
          expect(sum(late.map((allocation) => allocation.backordered))).toBe(Math.max(0, quantity - available));
          expect(late.length).toBeLessThanOrEqual(1);
          for (const each of taken) {
            const level = levels.find(({ stockItemId }) => stockItemId === each.stockItemId);
            expect(each.quantity - each.backordered).toBeLessThanOrEqual(level?.available ?? 0);
            expect(each.backordered).toBeLessThanOrEqual(level?.backorderable ?? 0);
          }
        }
      }),
    );
  });

  it('stays in the country when the country can, else in the region, and never makes more parcels than needed', () => {
    fc.assert(
      fc.property(lines, stocks, (wanted, stock) => {
        const allocated = allocate(wanted, stock, 'DE');
        if ('shortages' in allocated) return;
        const codes = [...new Set(stock.map((each) => each.warehouse.code))];
        const domestic = codes.filter((code) => code.startsWith('DE'));
        const near = codes.filter((code) => /^(DE|NL)/.test(code));
        const possible = [domestic, near].find((ring) => suffices(wanted, stock, ring)) ?? codes;
        const used = new Set(allocated.allocations.map((allocation) => allocation.warehouseId.replace('warehouse ', '')));
        const fewest = Math.min(
          ...subsets(possible)
            .filter((some) => suffices(wanted, stock, some))
            .map((some) => some.length),
        );
        expect([...used].every((code) => possible.includes(code))).toBe(true);
        expect(used.size).toBe(fewest);
      }),
    );
  });

  it('does not depend on the order of the stock', () => {
    fc.assert(
      fc.property(lines, stocks, (wanted, stock) => {
        expect(allocate(wanted, stock.toReversed(), 'DE')).toEqual(allocate(wanted, stock, 'DE'));
      }),
    );
  });
});
