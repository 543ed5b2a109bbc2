import {
  announced,
  after,
  afterAsking,
  stepsOf,
  untilReserved,
  cartFrozen,
  stockReserved,
  quoted,
  discountsQuoted,
} from './checkout.fixtures';

const shown = (amount: string, currency = 'USD') => afterAsking({ expectedTotal: { amount, currency } });

describe('a checkout whose buyer was shown a total', () => {
  it('goes on when it costs that, or less', () => {
    expect(announced(shown('2400')(...untilReserved))).toEqual(['OrderCreationRequested']);
    expect(announced(shown('9900')(...untilReserved))).toEqual(['OrderCreationRequested']);
  });

  it.each([
    ['more', '2399', 'USD'],
    ['another currency', '2400', 'EUR'],
  ])('ends before there are orders when it costs %s', (_, amount, currency) => {
    for (const news of [
      [stockReserved, quoted, discountsQuoted],
      [quoted, discountsQuoted, stockReserved],
    ]) {
      const ended = shown(amount, currency)(cartFrozen, ...news);
      expect(ended.checkout.progress).toMatchObject({ status: 'ABORTING', abort: { reason: 'total-changed' } });
      expect(announced(ended)).toEqual(['DiscountReleaseRequested', 'StockReleaseRequested', 'CartUnfreezeRequested']);
      expect(stepsOf(ended.checkout)).not.toContain('ORDERS REQUESTED');
    }
  });

  it('is held to nothing when none was told', () => {
    expect(announced(after(...untilReserved))).toEqual(['OrderCreationRequested']);
  });
});
