import { toDecimal, type Money } from '@marketplace/kernel';
import { after, cartFrozen, declined, discountsQuoted, quoted, stockReserved, untilOrdered } from './checkout.fixtures';
import type { SagaInput } from './saga-messages';
import { discountTotals, summaryOf } from './summary';

const decimal = (money: Money | undefined): string | undefined => money && toDecimal(money);
const summaryAfter = (...inputs: readonly SagaInput[]) => {
  const summary = summaryOf(after(...inputs).checkout);
  return summary && [summary.goods, summary.discounts, summary.delivery, summary.total].map(decimal);
};

describe('the summary of a checkout', () => {
  it('shows each amount as soon as it is known', () => {
    expect(summaryAfter()).toBeUndefined();
    expect(summaryAfter(cartFrozen)).toEqual(['20.00', undefined, undefined, undefined]);
    expect(summaryAfter(cartFrozen, quoted)).toEqual(['20.00', undefined, '10.00', undefined]);
    expect(summaryAfter(cartFrozen, quoted, discountsQuoted)).toEqual(['20.00', '6.00', '10.00', '24.00']);
    expect(summaryAfter(cartFrozen, stockReserved, quoted, discountsQuoted)).toEqual(['20.00', '6.00', '10.00', '24.00']);
  });

  it('has the total of the orders', () => {
    expect(summaryAfter(...untilOrdered)).toEqual(['20.00', '6.00', '10.00', '24.00']);
  });

  it('is absent after an abort', () => {
    expect(summaryAfter(...untilOrdered, declined())).toBeUndefined();
  });

  it('lists each promotion once', () => {
    expect(discountTotals(after(...untilOrdered).checkout).map(({ label, amount }) => [label, toDecimal(amount)])).toEqual([
      ['Welcome', '1.00'],
      ['Free delivery', '5.00'],
    ]);
  });
});
