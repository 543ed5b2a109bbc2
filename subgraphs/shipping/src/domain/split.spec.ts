import fc from 'fast-check';
import { idOf, isRefused } from '@marketplace/kernel';
import { pack, packageLimitGrams } from './packing';
import { maxPackages, splitOrder, type Allocation, type OrderLine } from './split';

const line = (name: string, quantity: number, weightGrams: number): OrderLine => ({
  orderItemId: idOf(`item-${name}`),
  variantId: idOf(name),
  quantity,
  weightGrams,
});
const stock = (name: string, warehouse: string, quantity: number): Allocation => ({
  variantId: idOf(name),
  warehouseId: idOf(warehouse),
  quantity,
});

const split = (lines: readonly OrderLine[], allocations: readonly Allocation[]) => {
  const loads = splitOrder(lines, allocations);
  if (isRefused(loads)) throw new Error(loads.refused);
  return loads;
};

describe('splitting an order into shipments', () => {
  it('creates one shipment for one warehouse', () => {
    const loads = split([line('jacket', 2, 600), line('boots', 1, 1_500)], [stock('jacket', 'east', 2), stock('boots', 'east', 1)]);
    expect(loads).toHaveLength(1);
    expect(loads[0]?.packages.map((each) => each.weightGrams)).toEqual([2_700]);
  });

  it('creates one shipment per warehouse, even for one line from two warehouses', () => {
    const loads = split([line('jacket', 3, 600)], [stock('jacket', 'east', 2), stock('jacket', 'west', 1)]);
    expect(loads.map(({ warehouseId, items }) => [warehouseId, items[0]?.quantity])).toEqual([
      ['east', 2],
      ['west', 1],
    ]);
  });

  it('takes only its own variants from the allocations of a checkout of several sellers', () => {
    const loads = split([line('jacket', 1, 600)], [stock('lamp', 'west', 4), stock('jacket', 'east', 1)]);
    expect(loads).toMatchObject([{ warehouseId: 'east', items: [{ variantId: 'jacket', quantity: 1 }] }]);
  });

  it('uses one allocation for two lines of the same variant', () => {
    const loads = split(
      [line('jacket', 1, 600), { ...line('jacket', 2, 600), orderItemId: idOf('second') }],
      [stock('jacket', 'east', 2), stock('jacket', 'west', 1)],
    );
    expect(loads.flatMap(({ items }) => items).reduce((total, each) => total + each.quantity, 0)).toBe(3);
  });

  it('refuses incomplete allocations', () => {
    expect(splitOrder([line('jacket', 2, 600)], [stock('jacket', 'east', 1)])).toMatchObject({ refused: 'allocation-incomplete' });
  });

  it('packs at most 30 kg per box, and creates another shipment when the carrier accepts no more boxes', () => {
    const loads = split([line('anvil', 25, 20_000)], [stock('anvil', 'east', 25)]);
    expect(loads.map(({ packages }) => packages.length)).toEqual([maxPackages, 5]);
    expect(loads.map(({ items }) => items[0]?.quantity)).toEqual([20, 5]);
  });

  it('packs a single unit above the limit alone', () => {
    expect(pack([{ ...line('piano', 1, 0), unitWeightGrams: 45_000 }]).map((each) => each.weightGrams)).toEqual([45_000]);
  });
});

describe('packing', () => {
  const goods = fc.array(
    fc.record({
      name: fc.uuid(),
      quantity: fc.integer({ min: 1, max: 200 }),
      unitWeightGrams: fc.integer({ min: 1, max: packageLimitGrams }),
    }),
    { minLength: 1, maxLength: 6 },
  );

  it('packs each unit exactly once, and keeps every box within the limit', () => {
    fc.assert(
      fc.property(goods, (all) => {
        const boxes = pack(
          all.map(({ name, quantity, unitWeightGrams }) => ({ orderItemId: idOf(name), variantId: idOf(name), quantity, unitWeightGrams })),
        );
        expect(boxes.every((box) => box.weightGrams > 0 && box.weightGrams <= packageLimitGrams)).toBe(true);
        for (const { name, quantity } of all) {
          const packed = boxes.flatMap((box) => box.contents).filter((content) => content.orderItemId === name);
          expect(packed.reduce((total, each) => total + each.quantity, 0)).toBe(quantity);
        }
        expect(boxes.reduce((total, box) => total + box.weightGrams, 0)).toBe(
          all.reduce((total, each) => total + each.quantity * each.unitWeightGrams, 0),
        );
      }),
    );
  });
});
