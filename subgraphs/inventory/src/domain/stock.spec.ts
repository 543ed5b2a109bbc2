import { idOf } from '@marketplace/kernel';
import { adjust, availabilityStatus, type StockItem } from './stock';
import { shirt } from './stock.fixtures';

const item: StockItem = { id: idOf('item'), variantId: shirt, warehouseId: idOf('warehouse'), onHand: 10, reserved: 4 };
const by = (change: number, reason = 'count') => adjust(item, { change, reason });

describe('adjusting stock', () => {
  it('adds and takes away', () => {
    expect(by(5)).toEqual({ ...item, onHand: 15 });
    expect(by(-6)).toEqual({ ...item, onHand: 4 });
  });

  it('refuses to take what is promised to buyers', () => {
    expect(by(-7)).toMatchObject({ refused: 'insufficient-stock', details: { variantId: shirt, available: 6 } });
  });

  it.each([0, 1.5, Number.NaN, 1_000_001, -1_000_001, Number.MAX_SAFE_INTEGER])('refuses a change of %p', (change) => {
    expect(by(change)).toMatchObject({ refused: 'invalid-change' });
  });

  it('refuses more than a warehouse holds', () => {
    expect(adjust({ ...item, onHand: 9_999_999 }, { change: 2, reason: 'delivery' })).toMatchObject({ refused: 'stock-limit-exceeded' });
  });

  it('refuses to do it without saying why', () => {
    expect(by(1, ' ')).toMatchObject({ refused: 'invalid-reason' });
    expect(by(1, 'x'.repeat(201))).toMatchObject({ refused: 'invalid-reason' });
  });
});

describe('availability', () => {
  it.each([
    [0, 'OUT_OF_STOCK'],
    [1, 'LOW_STOCK'],
    [5, 'LOW_STOCK'],
    [6, 'IN_STOCK'],
  ])('of %p is %s', (available, status) => {
    expect(availabilityStatus(available)).toBe(status);
  });
});
