import {
  sentTypes,
  after,
  afterWith,
  stepsOf,
  untilReserved,
  cartFrozen,
  stockReserved,
  quoted,
  discountsQuoted,
} from './checkout.fixtures';

const shown = (amount: string, currency = 'USD') => afterWith({ expectedTotal: { amount, currency } });

describe('a checkout with an expected total', () => {
  it('continues when it costs that much or less', () => {
    expect(sentTypes(shown('2400')(...untilReserved))).toEqual(['OrderCreationRequested']);
    expect(sentTypes(shown('9900')(...untilReserved))).toEqual(['OrderCreationRequested']);
  });

  it.each([
    ['more', '2399', 'USD'],
    ['another currency', '2400', 'EUR'],
  ])('ends before orders are created when it costs %s', (_, amount, currency) => {
    for (const inputs of [
      [stockReserved, quoted, discountsQuoted],
      [quoted, discountsQuoted, stockReserved],
    ]) {
      const ended = shown(amount, currency)(cartFrozen, ...inputs);
      expect(ended.checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'total-changed' } });
      expect(sentTypes(ended)).toEqual(['DiscountReleaseRequested', 'StockReleaseRequested', 'CartUnfreezeRequested']);
      expect(stepsOf(ended.checkout)).not.toContain('ORDERS REQUESTED');
    }
  });

  it('accepts any total when none was given', () => {
    expect(sentTypes(after(...untilReserved))).toEqual(['OrderCreationRequested']);
  });
});
