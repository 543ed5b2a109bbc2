import fc from 'fast-check';
import { currency, idOf, money, sum, type WarehouseId } from '@marketplace/kernel';
import { cashPerLoad } from './cash';
import type { Load } from './split';

const usd = currency('USD');
const warehouse: WarehouseId = idOf('w');
const load = (...grams: readonly number[]): Load => ({
  warehouseId: warehouse,
  items: [],
  packages: grams.map((weightGrams) => ({ weightGrams, contents: [] })),
});

describe('the cash collected for an order', () => {
  it('is the total for a single shipment', () => {
    expect(cashPerLoad(money(3_000n, usd), [load(1_200)])).toEqual([money(3_000n, usd)]);
  });

  it('is split over the shipments by weight', () => {
    expect(cashPerLoad(money(3_000n, usd), [load(500, 500), load(2_000)])).toEqual([money(1_000n, usd), money(2_000n, usd)]);
  });

  it('adds up to the total, to the cent', () => {
    const loads = fc.array(fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), loads, (due, weights) => {
        const shares = cashPerLoad(
          money(due, usd),
          weights.map((each) => load(...each)),
        );
        expect(sum(shares, usd)).toEqual(money(due, usd));
      }),
    );
  });
});
