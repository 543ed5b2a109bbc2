import { currency, money, unitShare } from '@marketplace/kernel';
import type { Basket } from './basket';
import { appliedPromotions, evaluate } from './evaluation';
import {
  amountOff,
  basket,
  candidate,
  eur,
  line,
  north,
  contextOf,
  percent,
  promotion,
  south,
  taking,
  usd,
  by,
} from './promotion.fixtures';
import type { Effect } from './terms';

/** The discount of a promotion with these effects on each line and each delivery. */
const off = (of: Basket, ...effects: readonly Effect[]) => {
  const evaluation = evaluate([candidate(taking(...effects))], contextOf(of));
  const discount = appliedPromotions(evaluation)[0]?.discount;
  return {
    lines: of.lines.map(({ lineId }) => discount?.lines.find((each) => each.lineId === lineId)?.amount.amount ?? 0n),
    delivery: of.delivery.map(({ sellerId }) => discount?.delivery.find((each) => each.sellerId === sellerId)?.amount.amount ?? 0n),
  };
};

const reasonOf = (of: Basket, ...effects: readonly Effect[]) =>
  evaluate([candidate(taking(...effects))], contextOf(of)).considered[0]?.reason;

describe('a percentage', () => {
  it('takes 25% off ten units at 23.90, which leaves 179.25', () => {
    const [discount = 0n] = off(basket([line(1, 10, 2390n)]), percent(25)).lines;
    expect(discount).toBe(5975n);
    expect(23_900n - discount).toBe(17_925n);
    // The discounts of single units, 597 or 598 each, add up to the exact total.
    const units = Array.from({ length: 10 }, (_, k) => unitShare(usd(discount), k + 1, 10).amount);
    expect(units.reduce((a, b) => a + b, 0n)).toBe(5975n);
    expect(units.every((unit) => unit === 597n || unit === 598n)).toBe(true);
  });

  it('is rounded once, half to even, and split over the lines by largest remainder', () => {
    expect(off(basket([line(1, 1, 33n), line(2, 1, 33n), line(3, 1, 34n)]), percent(10)).lines).toEqual([3n, 3n, 4n]);
    expect(off(basket([line(1, 1, 5n)]), percent(10)).lines).toEqual([0n]);
    expect(off(basket([line(1, 1, 15n)]), percent(10)).lines).toEqual([2n]);
  });

  it('gives the extra cent to the earlier of equal lines', () => {
    expect(off(basket([line(1, 1, 100n), line(2, 1, 100n), line(3, 1, 100n)]), amountOff(usd(100n))).lines).toEqual([34n, 33n, 33n]);
  });
});

describe('a fixed amount', () => {
  it('is prorated over the lines by price', () => {
    // The example of the ledger: 15 off goods of 100 by one seller and 50 by another.
    expect(off(basket([line(1, 1, 10_000n), by(south, line(2, 1, 5_000n))]), amountOff(usd(1_500n))).lines).toEqual([1_000n, 500n]);
  });

  it('does not apply without an amount in the currency', () => {
    expect(reasonOf(basket([line(1, 1, 1_000n)]), amountOff(eur(100n)))).toBe('currency-not-offered');
  });

  it('never exceeds the maximum share of the goods', () => {
    const { lines } = off(basket([line(1, 1, 300n), line(2, 1, 700n)]), amountOff(usd(5_000n)));
    // The maximum is 90% of the goods.
    expect(lines).toEqual([270n, 630n]);
  });
});

describe('a fixed price', () => {
  it('lowers the price of each unit to it, and raises none', () => {
    expect(off(basket([line(1, 3, 1_000n), line(2, 2, 500n)]), { kind: 'FIXED_PRICE', prices: [usd(700n)] }).lines).toEqual([900n, 0n]);
  });
});

describe('a currency whose last digit is not chargeable', () => {
  const kwd = (fils: bigint) => money(fils, currency('KWD'));
  const dinars = (...prices: readonly bigint[]): Basket =>
    basket(
      prices.map((price, n) => ({ ...line(n, 1, price), unitPrice: kwd(price) })),
      { currency: currency('KWD') },
    );

  it('has its discounts rounded half to even to the previous digit', () => {
    // 10 % of 2.550, 2.650 and 2.540 dinars.
    expect([2_550n, 2_650n, 2_540n].map((price) => off(dinars(price), percent(10)).lines)).toEqual([[260n], [260n], [250n]]);
    expect(off(dinars(40n), percent(10)).lines).toEqual([0n]);
  });

  it('has them split in the same steps, the extra one for the earlier line', () => {
    expect(off(dinars(1_000n, 1_000n, 1_000n), amountOff(kwd(1_000n))).lines).toEqual([340n, 330n, 330n]);
  });

  it('rounds down amounts and prices that are not chargeable', () => {
    expect(off(dinars(5_000n), amountOff(kwd(1_259n))).lines).toEqual([1_250n]);
    expect(off(dinars(5_000n), { kind: 'FIXED_PRICE', prices: [kwd(3_999n)] }).lines).toEqual([1_000n]);
    expect(off(dinars(1_000n, 1_000n, 1_000n), { kind: 'BUY_X_GET_Y', buy: 2, get: 1, basisPoints: 3_333 }).lines).toEqual([0n, 0n, 330n]);
  });

  it('keeps the last digit of a price that was not chargeable before', () => {
    expect(off(dinars(15n, 15n), percent(100)).lines).toEqual([10n, 10n]);
  });
});

describe('buy two, get one', () => {
  const threeForTwo: Effect = { kind: 'BUY_X_GET_Y', buy: 2, get: 1, basisPoints: 10_000 };

  it('gives the cheapest unit of each full group, with the most expensive units first', () => {
    const prices = [10n, 8n, 6n, 4n, 2n, 1n].map((price, position) => line(position, 1, price * 100n));
    // (10 8 6) (4 2 1): 6 and 1 are free.
    expect(off(basket(prices), threeForTwo).lines).toEqual([0n, 0n, 600n, 0n, 0n, 100n]);
  });

  it('ignores a group that is not full', () => {
    expect(reasonOf(basket([line(1, 2, 500n)]), threeForTwo)).toBe('nothing-to-take-off');
    expect(off(basket([line(1, 5, 500n)]), threeForTwo).lines).toEqual([500n]);
  });

  it('forms groups across lines', () => {
    expect(off(basket([line(1, 2, 1_000n), line(2, 4, 300n)]), threeForTwo).lines).toEqual([0n, 600n]);
  });

  it('can discount the last units instead of giving them free', () => {
    expect(off(basket([line(1, 3, 1_000n)]), { ...threeForTwo, basisPoints: 5_000 }).lines).toEqual([500n]);
  });
});

describe('free shipping', () => {
  it('applies to the sellers of eligible lines', () => {
    const delivery = [
      { sellerId: north, price: usd(500n) },
      { sellerId: south, price: usd(700n) },
    ];
    const of = basket([line(1, 1, 1_000n), by(south, line(2, 1, 1_000n))], { delivery });
    expect(off(of, { kind: 'FREE_SHIPPING' }).delivery).toEqual([500n, 700n]);
    const [considered] = evaluate(
      [candidate(promotion({ sellerId: south, fundedBy: 'SELLER', terms: { effects: [{ kind: 'FREE_SHIPPING' }] } }))],
      contextOf(of),
    ).considered;
    expect(considered).toMatchObject({ outcome: 'APPLIED', discount: { delivery: [{ sellerId: south, amount: usd(700n) }] } });
  });

  it('can make delivery free, unlike goods', () => {
    const of = basket([line(1, 1, 1_000n)], { delivery: [{ sellerId: north, price: usd(500n) }] });
    expect(off(of, percent(100), { kind: 'FREE_SHIPPING' })).toEqual({ lines: [900n], delivery: [500n] });
  });
});

describe('tiers', () => {
  const byValue: Effect = {
    kind: 'TIERED_BY_VALUE',
    tiers: [
      { from: [usd(5_000n)], reduction: { kind: 'FIXED_AMOUNT', amounts: [usd(500n)] } },
      { from: [usd(10_000n)], reduction: { kind: 'PERCENTAGE', basisPoints: 2_000 } },
    ],
  };

  it('give the highest tier reached, and nothing below the first', () => {
    expect(reasonOf(basket([line(1, 1, 4_999n)]), byValue)).toBe('nothing-to-take-off');
    expect(off(basket([line(1, 1, 5_000n)]), byValue).lines).toEqual([500n]);
    expect(off(basket([line(1, 1, 10_000n)]), byValue).lines).toEqual([2_000n]);
  });

  it('can depend on the number of units', () => {
    const byQuantity: Effect = { kind: 'TIERED_BY_QUANTITY', tiers: [{ from: 3, reduction: { kind: 'PERCENTAGE', basisPoints: 1_000 } }] };
    expect(reasonOf(basket([line(1, 2, 1_000n)]), byQuantity)).toBe('nothing-to-take-off');
    expect(off(basket([line(1, 2, 1_000n), line(2, 1, 1_000n)]), byQuantity).lines).toEqual([200n, 100n]);
  });
});

describe('several effects', () => {
  it('apply one after the other, each to the remaining amount', () => {
    expect(off(basket([line(1, 1, 10_000n)]), percent(10), percent(10)).lines).toEqual([1_900n]);
  });
});

describe('the maximum discount', () => {
  it('reduces all shares in proportion', () => {
    const of = basket([line(1, 1, 10_000n), line(2, 1, 5_000n)], { delivery: [{ sellerId: north, price: usd(1_500n) }] });
    const terms = { effects: [percent(50), { kind: 'FREE_SHIPPING' } as const], maximumDiscount: [usd(900n)] };
    const [considered] = evaluate([candidate(promotion({ terms }))], contextOf(of)).considered;
    expect(considered).toMatchObject({
      reason: 'limited-by-maximum',
      discount: { total: usd(900n), lines: [{ amount: usd(500n) }, { amount: usd(250n) }], delivery: [{ amount: usd(150n) }] },
    });
  });

  it('must be in the currency of the cart', () => {
    const of = promotion({ terms: { maximumDiscount: [eur(100n)] } });
    expect(evaluate([candidate(of)], contextOf(basket([line(1, 1, 1_000n)]))).considered[0]?.reason).toBe('currency-not-offered');
  });
});
