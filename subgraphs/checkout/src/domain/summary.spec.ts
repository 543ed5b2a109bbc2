import { toDecimal, type Money } from '@marketplace/kernel';
import { after, cartFrozen, declined, discountsQuoted, quoted, stockReserved, untilOrdered } from './checkout.fixtures';
import type { News } from './news';
import { namedDiscounts, summaryOf } from './summary';

const decimal = (money: Money | undefined): string | undefined => money && toDecimal(money);
const told = (...news: readonly News[]) => {
  const summary = summaryOf(after(...news).checkout);
  return summary && [summary.goods, summary.discounts, summary.delivery, summary.total].map(decimal);
};

describe('the summary of a checkout', () => {
  it('tells each part as soon as it is known', () => {
    expect(told()).toBeUndefined();
    expect(told(cartFrozen)).toEqual(['20.00', undefined, undefined, undefined]);
    expect(told(cartFrozen, quoted)).toEqual(['20.00', undefined, '10.00', undefined]);
    expect(told(cartFrozen, quoted, discountsQuoted)).toEqual(['20.00', '6.00', '10.00', '24.00']);
    expect(told(cartFrozen, stockReserved, quoted, discountsQuoted)).toEqual(['20.00', '6.00', '10.00', '24.00']);
  });

  it('has the total that the orders have', () => {
    expect(told(...untilOrdered)).toEqual(['20.00', '6.00', '10.00', '24.00']);
  });

  it('is gone when everything is given back', () => {
    expect(told(...untilOrdered, declined())).toBeUndefined();
  });

  it('names each promotion once', () => {
    expect(namedDiscounts(after(...untilOrdered).checkout).map(({ label, amount }) => [label, toDecimal(amount)])).toEqual([
      ['Welcome', '1.00'],
      ['Free delivery', '5.00'],
    ]);
  });
});
