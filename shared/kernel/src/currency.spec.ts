import { currency, exponentOf, isCurrency } from './currency';

describe('a currency', () => {
  it('has its own number of digits', () => {
    expect(['JPY', 'USD', 'EUR', 'KWD', 'CLF', 'UYW'].map((code) => exponentOf(currency(code)))).toEqual([0, 2, 2, 3, 4, 4]);
  });

  it('is known by its ISO 4217 code, in capitals', () => {
    for (const code of ['', 'usd', 'US', 'USDX', 'XXX', 'BTC', 'constructor', '__proto__']) {
      expect(isCurrency(code)).toBe(false);
      expect(() => currency(code)).toThrow(`unknown currency ${code}`);
    }
  });
});
