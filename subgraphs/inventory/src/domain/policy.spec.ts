import { idOf, type WarehouseId } from '@marketplace/kernel';
import { changePolicy, usualPolicy, type StockPolicy } from './policy';
import { shirt } from './stock.fixtures';

const berlin: WarehouseId = idOf('berlin');
const shanghai: WarehouseId = idOf('shanghai');
const usual = usualPolicy(shirt);
const preordered: StockPolicy = { ...usual, backorder: { warehouseId: berlin, limit: 10 } };

describe('a stock policy', () => {
  it('keeps what is not changed', () => {
    expect(changePolicy(preordered, { lowStockThreshold: 20 }, [])).toEqual({ ...preordered, lowStockThreshold: 20 });
    expect(changePolicy(preordered, {}, [])).toEqual(preordered);
  });

  it('allows backorders in one warehouse', () => {
    expect(changePolicy(usual, { backorderLimit: 10, backorderWarehouseId: berlin }, [])).toEqual(preordered);
    expect(changePolicy(preordered, { backorderLimit: 3 }, [])).toMatchObject({ backorder: { warehouseId: berlin, limit: 3 } });
    expect(changePolicy(preordered, { backorderLimit: 0 }, [])).toEqual(usual);
    expect(changePolicy(usual, { backorderLimit: 10 }, [])).toMatchObject({ refused: 'backorder-warehouse-required' });
  });

  it('takes nothing back that buyers wait for', () => {
    const waiting = [{ warehouseId: berlin, backordered: 4 }];
    expect(changePolicy(preordered, { backorderLimit: 4 }, waiting)).toMatchObject({ backorder: { limit: 4 } });
    for (const change of [{ backorderLimit: 3 }, { backorderLimit: 0 }, { backorderWarehouseId: shanghai }])
      expect(changePolicy(preordered, change, waiting)).toMatchObject({ refused: 'backorders-waiting' });
  });

  it.each([-1, 0.5, Number.NaN, 1_000_001])('refuses %p for a number', (value) => {
    expect(changePolicy(usual, { lowStockThreshold: value }, [])).toMatchObject({ refused: 'invalid-low-stock-threshold' });
    expect(changePolicy(preordered, { backorderLimit: value }, [])).toMatchObject({ refused: 'invalid-backorder-limit' });
  });
});
