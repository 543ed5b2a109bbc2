import fc from 'fast-check';
import { currency, money, smallestCharge } from '@marketplace/kernel';
import { fromStripeAmount, toStripeAmount } from './stripe-amounts';

const of = (amount: bigint, code: string) => money(amount, currency(code));

describe('amounts in Stripe units', () => {
  it.each([
    ['USD', 1_250n, '1250'],
    ['JPY', 1_250n, '1250'],
    ['KWD', 1_250n, '1250'],
    // ISO 4217 has no minor unit for these; Stripe has two decimals.
    ['ISK', 12n, '1200'],
    ['UGX', 12n, '1200'],
    // ISO 4217 has a minor unit for these; Stripe has none.
    ['MGA', 1_200n, '12'],
  ])('%s %s is %s', (code, amount, counted) => {
    expect(toStripeAmount(of(amount, code))).toBe(counted);
    expect(fromStripeAmount(Number(counted), code.toLowerCase())).toEqual(of(amount, code));
  });

  it('are undefined when Stripe cannot represent them exactly', () => {
    expect(toStripeAmount(of(1_255n, 'KWD'))).toBeUndefined();
    expect(toStripeAmount(of(1_250n, 'MGA'))).toBeUndefined();
  });

  it('convert back to the same amount if they are chargeable', () => {
    const codes = fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'BHD', 'JOD', 'OMR', 'TND', 'IQD', 'ISK', 'UGX', 'MGA', 'HUF', 'TWD');
    fc.assert(
      fc.property(codes, fc.bigInt({ min: 1n, max: 9_999_999n }), (code, steps) => {
        const amount = of(steps * smallestCharge(currency(code)), code);
        const counted = toStripeAmount(amount);
        expect(counted).toMatch(/^\d+$/);
        expect(fromStripeAmount(Number(counted), code)).toEqual(amount);
      }),
    );
  });
});
