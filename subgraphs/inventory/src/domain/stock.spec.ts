import { idOf } from '@marketplace/kernel';
import { adjust, count, emptyItem, availableQuantity, transfer, type AdjustmentCode, type StockItem } from './stock';
import { shirt } from './stock.fixtures';

const item: StockItem = { ...emptyItem(idOf('item'), shirt, idOf('warehouse')), onHand: 10, reserved: 4 };
const by = (change: number, reason = 'cycle count', code: AdjustmentCode = 'OTHER') => adjust(item, { change, code, reason });

describe('adjusting stock', () => {
  it('adds and removes', () => {
    expect(by(5)).toEqual({ ...item, onHand: 15 });
    expect(by(-6)).toEqual({ ...item, onHand: 4 });
  });

  it('refuses to remove reserved units', () => {
    expect(by(-7)).toMatchObject({ refused: 'insufficient-stock', details: { variantId: shirt, available: 6 } });
  });

  it.each([0, 1.5, Number.NaN, 1_000_001, -1_000_001, Number.MAX_SAFE_INTEGER])('refuses a change of %p', (change) => {
    expect(by(change)).toMatchObject({ refused: 'invalid-change' });
  });

  it('refuses more than a warehouse can hold', () => {
    expect(adjust({ ...item, onHand: 9_999_999 }, { change: 2, code: 'DELIVERY', reason: 'delivery' })).toMatchObject({
      refused: 'stock-limit-exceeded',
    });
  });

  it('refuses a missing or invalid reason', () => {
    expect(by(1, ' ')).toMatchObject({ refused: 'invalid-reason' });
    expect(by(1, 'x'.repeat(201))).toMatchObject({ refused: 'invalid-reason' });
    expect(by(1, 'a\u0000b')).toMatchObject({ refused: 'invalid-reason' });
    expect(by(1, '\ud800')).toMatchObject({ refused: 'invalid-reason' });
  });

  it.each<[AdjustmentCode, number, boolean]>([
    ['DELIVERY', 1, true],
    ['DELIVERY', -1, false],
    ['RETURN', 1, true],
    ['RETURN', -1, false],
    ['DAMAGE', -1, true],
    ['DAMAGE', 1, false],
    ['LOSS', -1, true],
    ['LOSS', 1, false],
    ['CORRECTION', -1, true],
    ['CORRECTION', 1, true],
  ])('as %s by %p is possible: %p', (code, change, isPossible) => {
    expect('onHand' in by(change, 'why', code)).toBe(isPossible);
  });
});

describe('counting stock', () => {
  const counted = (quantity: number, reason = 'yearly count') => count(item, { counted: quantity, reason });

  it('sets stock to the counted quantity', () => {
    expect(counted(12)).toEqual({ ...item, onHand: 12 });
    expect(counted(4)).toEqual({ ...item, onHand: 4 });
    expect(counted(10)).toEqual(item);
  });

  it('refuses a count below the reserved quantity', () => {
    expect(counted(3)).toMatchObject({ refused: 'insufficient-stock', details: { path: ['counted'], available: 6 } });
  });

  it.each([-1, 0.5, Number.NaN, 10_000_001])('refuses a count of %p', (quantity) => {
    expect(counted(quantity)).toMatchObject({ refused: 'invalid-count' });
  });

  it('refuses a missing or invalid reason', () => {
    expect(counted(5, '')).toMatchObject({ refused: 'invalid-reason' });
  });
});

describe('a transfer', () => {
  const to: StockItem = emptyItem(idOf('other item'), shirt, idOf('other warehouse'));
  const move = (quantity: number, from = item) => transfer({ from, to }, { quantity, reason: 'closer to the buyers' });

  it('takes from one warehouse and gives to the other', () => {
    expect(move(6)).toEqual({ from: { ...item, onHand: 4 }, to: { ...to, onHand: 6 } });
  });

  it('does not move reserved or backordered units', () => {
    expect(move(7)).toMatchObject({ refused: 'insufficient-stock', details: { available: 6 } });
    const withBackorders = { ...item, backordered: 2, backorderLimit: 5 };
    expect(availableQuantity(withBackorders)).toBe(4);
    expect(move(5, withBackorders)).toMatchObject({ refused: 'insufficient-stock', details: { available: 4 } });
  });

  it.each([0, -1, 1.5, Number.NaN])('of %p is refused', (quantity) => {
    expect(move(quantity)).toMatchObject({ refused: 'invalid-quantity' });
  });

  it('is refused within one warehouse, above the stock limit, and without a reason', () => {
    const request = { quantity: 1, reason: 'why' };
    expect(transfer({ from: item, to: item }, request)).toMatchObject({ refused: 'same-warehouse' });
    expect(transfer({ from: item, to: { ...to, onHand: 10_000_000 } }, request)).toMatchObject({ refused: 'stock-limit-exceeded' });
    expect(transfer({ from: item, to }, { ...request, reason: ' ' })).toMatchObject({ refused: 'invalid-reason' });
  });
});
