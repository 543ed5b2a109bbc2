import { couponCode, invalidCouponBatch, maxCoupons } from './coupon';
import { at, yesterday } from './promotion.fixtures';

describe('codes', () => {
  it('are normalized to uppercase', () => {
    expect(couponCode(' welcome-7f3k ')).toBe('WELCOME-7F3K');
  });

  it.each(['', 'AB', '-ABC', 'A B C', 'ÄBC', 'A'.repeat(41), "X' OR 1=1"])('cannot be %p', (text) => {
    expect(couponCode(text)).toBeUndefined();
  });
});

describe('a batch of coupons', () => {
  const bulk = (prefix: string, count: number) => invalidCouponBatch({ kind: 'BULK', prefix, count, terms: {} })?.refused;

  it('has a single code, or a prefix and a count', () => {
    expect(invalidCouponBatch({ kind: 'SINGLE', code: 'WELCOME', terms: {} })).toBeUndefined();
    expect(invalidCouponBatch({ kind: 'SINGLE', code: '!', terms: {} })).toMatchObject({ refused: 'coupon-code-invalid' });
    expect(bulk('SPRING', maxCoupons)).toBeUndefined();
    expect(bulk('SPRING', maxCoupons + 1)).toBe('coupon-count-invalid');
    expect(bulk('SPRING', 0)).toBe('coupon-count-invalid');
    expect(bulk('spring', 1)).toBe('coupon-prefix-invalid');
    expect(bulk('S'.repeat(30), 1)).toBe('coupon-prefix-invalid');
  });

  it('has limits that are positive integers, and an end after the start', () => {
    const terms = { code: 'WELCOME', kind: 'SINGLE' } as const;
    expect(invalidCouponBatch({ ...terms, terms: { maxUses: 0 } })).toMatchObject({ refused: 'limit-invalid' });
    expect(invalidCouponBatch({ ...terms, terms: { startsAt: at, endsAt: yesterday } })).toMatchObject({ refused: 'period-invalid' });
  });
});
