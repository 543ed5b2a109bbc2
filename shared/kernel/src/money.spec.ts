import fc from 'fast-check';
import { currency } from './currency';
import * as m from './money';

const [usd, eur, jpy, kwd, clf] = (['USD', 'EUR', 'JPY', 'KWD', 'CLF'] as const).map(currency) as [
  m.Money['currency'],
  m.Money['currency'],
  m.Money['currency'],
  m.Money['currency'],
  m.Money['currency'],
];
const dollars = (amount: bigint) => m.money(amount, usd);
const amounts = (moneys: readonly m.Money[]) => moneys.map(({ amount }) => amount);
const total = (moneys: readonly m.Money[]) => m.sum(moneys, usd).amount;
const percentOf = (numerator: bigint): m.Rate => ({ numerator, denominator: 100n });

const anyAmount = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const anyCurrency = fc.constantFrom(usd, eur, jpy, kwd, clf);
const anyWeights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 30 });

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

describe('half-even rounding', () => {
  it('rounds a half to the even neighbour, for both signs', () => {
    const halves = [1n, 3n, 5n, 7n, -1n, -3n, -5n, -7n].map((half) => m.divideHalfEven(half, 2n));
    expect(halves).toEqual([0n, 2n, 2n, 4n, 0n, -2n, -2n, -4n]);
  });

  it('rounds everything else to the nearest', () => {
    expect([m.divideHalfEven(7n, 3n), m.divideHalfEven(8n, 3n), m.divideHalfEven(-8n, 3n), m.divideHalfEven(6n, 3n)]).toEqual([
      2n,
      3n,
      -3n,
      2n,
    ]);
  });

  it('is never off by more than a half, for both signs', () => {
    fc.assert(
      fc.property(anyAmount, fc.bigInt({ min: 1n, max: 10n ** 9n }), (dividend, divisor) => {
        const rounded = m.divideHalfEven(dividend, divisor);
        expect(absolute(rounded * divisor - dividend) * 2n).toBeLessThanOrEqual(divisor);
        expect(m.divideHalfEven(-dividend, divisor)).toBe(-rounded);
      }),
    );
  });

  it('refuses a divisor that is not positive', () => {
    for (const divisor of [0n, -1n]) expect(() => m.divideHalfEven(1n, divisor)).toThrow(RangeError);
  });
});

describe('money', () => {
  it('adds and subtracts within one currency', () => {
    fc.assert(
      fc.property(anyAmount, anyAmount, (a, b) => {
        expect(m.subtract(m.add(dollars(a), dollars(b)), dollars(b))).toEqual(dollars(a));
        expect(m.add(dollars(a), m.negate(dollars(a)))).toEqual(m.zero(usd));
      }),
    );
  });

  it('is never mixed with another currency', () => {
    const euros = m.money(1n, eur);
    for (const mix of [m.add, m.subtract, m.compare]) expect(() => mix(dollars(1n), euros)).toThrow('cannot mix USD and EUR');
    expect(() => m.sum([dollars(1n), euros], usd)).toThrow(RangeError);
    expect(m.equals(dollars(1n), euros)).toBe(false);
  });

  it('is multiplied by whole numbers', () => {
    expect(m.times(dollars(1_250n), 3)).toEqual(dollars(3_750n));
    expect(() => m.times(dollars(1n), 1.5)).toThrow(RangeError);
  });

  it('of no amounts is zero in a currency', () => {
    expect(m.sum([], jpy)).toEqual(m.zero(jpy));
  });

  it('is compared by amount', () => {
    expect([m.compare(dollars(1n), dollars(2n)), m.compare(dollars(2n), dollars(2n)), m.compare(dollars(3n), dollars(2n))]).toEqual([
      -1, 0, 1,
    ]);
    expect([m.isZero(dollars(0n)), m.isNegative(dollars(-1n)), m.isPositive(dollars(1n)), m.isPositive(dollars(0n))]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('can be charged in the smallest unit of its currency', () => {
    expect([dollars(1_255n), m.money(1_255n, jpy), m.money(1_250n, kwd), m.zero(kwd)].every(m.isChargeable)).toBe(true);
    expect([m.money(1_255n, kwd), m.money(1n, kwd), m.money(-1n, kwd)].some(m.isChargeable)).toBe(false);
  });

  it('is written with the digits of its currency', () => {
    const written = [dollars(1_250n), dollars(-5n), dollars(0n), m.money(1_250n, jpy), m.money(1_250n, kwd), m.money(-1n, clf)].map(
      m.toDecimal,
    );
    expect(written).toEqual(['12.50', '-0.05', '0.00', '1250', '1.250', '-0.0001']);
  });

  it('survives formatting and parsing, in every currency and in events', () => {
    fc.assert(
      fc.property(anyAmount, anyCurrency, (amount, code) => {
        const money = m.money(amount, code);
        expect(m.fromDecimal(m.toDecimal(money), code)).toEqual(money);
        expect(m.moneyFromJson(m.moneyToJson(money))).toEqual(money);
      }),
    );
  });

  it('is parsed without trailing digits', () => {
    expect([m.fromDecimal('12', 'USD').amount, m.fromDecimal('12.5', 'USD').amount, m.fromDecimal('-0.5', 'KWD').amount]).toEqual([
      1_200n,
      1_250n,
      -500n,
    ]);
  });

  it('is parsed from every amount that the database can store', () => {
    const largest = 2n ** 63n - 1n;
    for (const code of [usd, jpy, kwd]) expect(m.fromDecimal(m.toDecimal(m.money(largest, code)), code).amount).toBe(largest);
  });

  it('is not parsed from anything but an exact amount', () => {
    const texts = [
      '',
      '.5',
      '5.',
      '1,50',
      '+1',
      '1e3',
      ' 1',
      '1 ',
      '1.234',
      'NaN',
      '0x10',
      '--1',
      '1.2.3',
      '٣',
      '9'.repeat(40),
      '9'.repeat(19),
      '92233720368547758.08',
    ];
    for (const text of texts) expect(() => m.fromDecimal(text, 'USD')).toThrow('not an amount');
    expect(() => m.fromDecimal('1.5', 'JPY')).toThrow('not an amount');
    expect(() => m.fromDecimal('1', 'XXX')).toThrow('unknown currency');
  });
});

describe('allocating', () => {
  it('gives an odd cent to the earlier part, for discounts and charges', () => {
    expect(amounts(m.allocate(dollars(100n), [1n, 1n, 1n]))).toEqual([34n, 33n, 33n]);
    expect(amounts(m.allocate(dollars(-100n), [1n, 1n, 1n]))).toEqual([-34n, -33n, -33n]);
  });

  it('gives odd cents to the largest remainders', () => {
    expect(amounts(m.allocate(dollars(10n), [1n, 2n, 4n]))).toEqual([1n, 3n, 6n]);
    expect(amounts(m.allocate(dollars(5n), [0n, 1n, 0n]))).toEqual([0n, 5n, 0n]);
  });

  it('shares evenly if all weights are zero', () => {
    expect(amounts(m.allocate(dollars(5n), [0n, 0n]))).toEqual([3n, 2n]);
  });

  it('adds up to the whole, in parts of the same sign, each within one unit of its exact share', () => {
    fc.assert(
      fc.property(anyAmount, anyWeights, (amount, weights) => {
        const parts = m.allocate(dollars(amount), weights);
        expect(total(parts)).toBe(amount);
        expect(parts.every((part) => (amount < 0n ? part.amount <= 0n : part.amount >= 0n))).toBe(true);
        const base = weights.reduce((a, b) => a + b, 0n);
        if (base > 0n)
          weights.forEach((weight, n) => expect(absolute((parts[n]?.amount ?? 0n) * base - amount * weight)).toBeLessThan(base));
      }),
    );
  });

  it('treats charges and discounts alike', () => {
    fc.assert(
      fc.property(anyAmount, anyWeights, (amount, weights) => {
        expect(m.allocate(dollars(-amount), weights)).toEqual(m.allocate(dollars(amount), weights).map(m.negate));
      }),
    );
  });

  it('never discounts a line by more than its price', () => {
    const lines = anyWeights.filter((weights) => weights.some((weight) => weight > 0n));
    fc.assert(
      fc.property(lines, fc.bigInt({ min: 0n, max: 10n ** 6n }), (weights, share) => {
        const discount = (weights.reduce((a, b) => a + b, 0n) * share) / 10n ** 6n;
        m.allocate(dollars(discount), weights).forEach((part, n) => expect(part.amount).toBeLessThanOrEqual(weights[n] ?? 0n));
      }),
    );
  });

  it('throws without weights, or with a negative one', () => {
    expect(() => m.allocate(dollars(1n), [])).toThrow(RangeError);
    expect(() => m.allocate(dollars(1n), [2n, -1n])).toThrow(RangeError);
  });
});

describe('the share of a unit', () => {
  it('adds up to the total, in any order of the units', () => {
    fc.assert(
      fc.property(anyAmount, fc.integer({ min: 1, max: 60 }), fc.infiniteStream(fc.nat()), (amount, count, chance) => {
        const order = Array.from({ length: count }, (_, n) => ({ unit: n + 1, at: chance.next().value ?? 0 })).sort((a, b) => a.at - b.at);
        const shares = order.map(({ unit }) => m.unitShare(dollars(amount), unit, count));
        expect(total(shares)).toBe(amount);
        expect(shares.every((share) => (amount < 0n ? share.amount <= 0n : share.amount >= 0n))).toBe(true);
      }),
    );
  });

  it('exists for each unit only', () => {
    for (const [k, n] of [
      [0, 3],
      [4, 3],
      [1.5, 3],
      [1, 0],
    ] as const)
      expect(() => m.unitShare(dollars(1n), k, n)).toThrow(RangeError);
  });

  it('makes ten refunds of a coupon order exactly what was paid: 23.90 ten times, 25 % off, 179.25', () => {
    const line = m.times(m.fromDecimal('23.90', 'EUR'), 10);
    const paid = m.subtract(line, m.portion(line, m.percent(25)));
    expect(m.toDecimal(paid)).toBe('179.25');
    const units = Array.from({ length: 10 }, (_, n) => m.unitShare(paid, n + 1, 10));
    expect(m.sum(units, eur)).toEqual(paid);
    expect(new Set(units.map(m.toDecimal))).toEqual(new Set(['17.92', '17.93']));
    // Refunding each unit at its own rounded price would be off by a cent.
    expect(m.times(m.money(m.divideHalfEven(paid.amount, 10n), eur), 10)).not.toEqual(paid);
  });
});

describe('tax', () => {
  it('and net amount add up to the gross amount', () => {
    fc.assert(
      fc.property(anyAmount, fc.bigInt({ min: 0n, max: 100n }), (amount, rate) => {
        const tax = m.includedTax(dollars(amount), percentOf(rate));
        const net = m.subtract(dollars(amount), tax);
        // The tax on the net amount equals the tax, within a cent of rounding.
        expect(absolute(m.portion(net, percentOf(rate)).amount - tax.amount)).toBeLessThanOrEqual(1n);
      }),
    );
  });

  it('matches known examples', () => {
    expect(m.toDecimal(m.includedTax(m.fromDecimal('119.00', 'EUR'), percentOf(19n)))).toBe('19.00');
    expect(m.toDecimal(m.includedTax(m.fromDecimal('30.00', 'USD'), percentOf(19n)))).toBe('4.79');
    expect(m.toDecimal(m.includedTax(m.fromDecimal('179.25', 'EUR'), percentOf(20n)))).toBe('29.88');
    expect(m.includedTax(m.fromDecimal('108', 'JPY'), percentOf(8n)).amount).toBe(8n);
  });

  it('on a line is rounded after the quantity, and on a unit before: 3.86 and 3.87', () => {
    const unit = m.fromDecimal('1.08', 'EUR');
    const taxed = (net: m.Money) => m.add(net, m.portion(net, percentOf(19n)));
    expect(m.toDecimal(taxed(m.times(unit, 3)))).toBe('3.86');
    expect(m.toDecimal(m.times(taxed(unit), 3))).toBe('3.87');
  });

  it('supports rates with decimals', () => {
    expect(m.percent(7.7)).toEqual({ numerator: 77_000n, denominator: 1_000_000n });
    expect(m.portion(dollars(1_000n), m.percent(8.25)).amount).toBe(82n);
  });
});
