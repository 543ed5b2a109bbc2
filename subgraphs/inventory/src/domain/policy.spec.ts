import { idOf, type WarehouseId } from '@marketplace/kernel';
import { changePolicy, defaultPolicy, type StockPolicy } from './policy';
import { shirt } from './stock.fixtures';

const berlin: WarehouseId = idOf('berlin');
const shanghai: WarehouseId = idOf('shanghai');
const initial = defaultPolicy(shirt);
const preordered: StockPolicy = { ...initial, backorder: { warehouseId: berlin, limit: 10 } };

describe('a stock policy', () => {
  it('keeps fields that are not changed', () => {
    expect(changePolicy(preordered, { lowStockThreshold: 20 }, [])).toEqual({ ...preordered, lowStockThreshold: 20 });
    expect(changePolicy(preordered, {}, [])).toEqual(preordered);
  });

  it('allows backorders in one warehouse', () => {
    expect(changePolicy(initial, { backorderLimit: 10, backorderWarehouseId: berlin }, [])).toEqual(preordered);
    expect(changePolicy(preordered, { backorderLimit: 3 }, [])).toMatchObject({ backorder: { warehouseId: berlin, limit: 3 } });
    expect(changePolicy(preordered, { backorderLimit: 0 }, [])).toEqual(initial);
    expect(changePolicy(initial, { backorderLimit: 10 }, [])).toMatchObject({ refused: 'backorder-warehouse-required' });
  });

  it('covers the units that buyers have backordered', () => {
    const backordered = [{ warehouseId: berlin, backordered: 4 }];
    expect(changePolicy(preordered, { backorderLimit: 4 }, backordered)).toMatchObject({ backorder: { limit: 4 } });
    for (const change of [{ backorderLimit: 3 }, { backorderLimit: 0 }, { backorderWarehouseId: shanghai }])
      expect(changePolicy(preordered, change, backordered)).toMatchObject({ refused: 'backorders-waiting' });
  });

  it.each([-1, 0.5, Number.NaN, 1_000_001])('refuses the number %p', (value) => {
    expect(changePolicy(initial, { lowStockThreshold: value }, [])).toMatchObject({ refused: 'invalid-low-stock-threshold' });
    expect(changePolicy(preordered, { backorderLimit: value }, [])).toMatchObject({ refused: 'invalid-backorder-limit' });
  });
});
