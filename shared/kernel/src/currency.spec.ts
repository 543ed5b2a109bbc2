import { currency, exponentOf, isCurrency, smallestCharge } from './currency';

describe('a currency', () => {
  it('has its own number of digits', () => {
    expect(['JPY', 'USD', 'EUR', 'KWD', 'CLF', 'UYW'].map((code) => exponentOf(currency(code)))).toEqual([0, 2, 2, 3, 4, 4]);
  });

  it('is charged in amounts that card payments support: multiples of ten if it has three decimals', () => {
    const three = ['BHD', 'JOD', 'KWD', 'OMR', 'TND', 'IQD', 'LYD'];
    expect(new Set(three.map((code) => smallestCharge(currency(code))))).toEqual(new Set([10n]));
    expect(['JPY', 'KRW', 'USD', 'EUR'].map((code) => smallestCharge(currency(code)))).toEqual([1n, 1n, 1n, 1n]);
    expect(['MGA', 'CLF'].map((code) => smallestCharge(currency(code)))).toEqual([100n, 100n]);
  });

  it('is identified by its ISO 4217 code in capitals', () => {
    for (const code of ['', 'usd', 'US', 'USDX', 'XXX', 'BTC', 'constructor', '__proto__']) {
      expect(isCurrency(code)).toBe(false);
      expect(() => currency(code)).toThrow(`unknown currency ${code}`);
    }
  });
});
