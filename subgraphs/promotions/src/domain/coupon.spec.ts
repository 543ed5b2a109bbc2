import { couponCode, invalidCouponOrder, mostCoupons } from './coupon';
import { at, yesterday } from './promotion.fixtures';

describe('codes', () => {
  it('are kept in capitals, however they are typed', () => {
    expect(couponCode(' welcome-7f3k ')).toBe('WELCOME-7F3K');
  });

  it.each(['', 'AB', '-ABC', 'A B C', 'ÄBC', 'A'.repeat(41), "X' OR 1=1"])('are not %p', (text) => {
    expect(couponCode(text)).toBeUndefined();
  });
});

describe('an order for coupons', () => {
  const bulk = (prefix: string, count: number) => invalidCouponOrder({ kind: 'BULK', prefix, count, terms: {} })?.refused;

  it('names one code, or a prefix and how many', () => {
    expect(invalidCouponOrder({ kind: 'SINGLE', code: 'WELCOME', terms: {} })).toBeUndefined();
    expect(invalidCouponOrder({ kind: 'SINGLE', code: '!', terms: {} })).toMatchObject({ refused: 'coupon-code-invalid' });
    expect(bulk('SPRING', mostCoupons)).toBeUndefined();
    expect(bulk('SPRING', mostCoupons + 1)).toBe('coupon-count-invalid');
    expect(bulk('SPRING', 0)).toBe('coupon-count-invalid');
    expect(bulk('spring', 1)).toBe('coupon-prefix-invalid');
    expect(bulk('S'.repeat(30), 1)).toBe('coupon-prefix-invalid');
  });

  it('has limits that are whole and positive, and an end behind the start', () => {
    const terms = { code: 'WELCOME', kind: 'SINGLE' } as const;
    expect(invalidCouponOrder({ ...terms, terms: { maxUses: 0 } })).toMatchObject({ refused: 'limit-invalid' });
    expect(invalidCouponOrder({ ...terms, terms: { startsAt: at, endsAt: yesterday } })).toMatchObject({ refused: 'period-invalid' });
  });
});
