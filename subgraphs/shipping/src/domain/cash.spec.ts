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

describe('what couriers collect for an order', () => {
  it('is all of it when it leaves in one shipment', () => {
    expect(cashPerLoad(money(3_000n, usd), [load(1_200)])).toEqual([money(3_000n, usd)]);
  });

  it('is shared by what each shipment carries', () => {
    expect(cashPerLoad(money(3_000n, usd), [load(500, 500), load(2_000)])).toEqual([money(1_000n, usd), money(2_000n, usd)]);
  });

  it('is together what is due, to the cent', () => {
    const loads = fc.array(fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), loads, (due, weights) => {
        const parts = cashPerLoad(
          money(due, usd),
          weights.map((each) => load(...each)),
        );
        expect(sum(parts, usd)).toEqual(money(due, usd));
      }),
    );
  });
});
