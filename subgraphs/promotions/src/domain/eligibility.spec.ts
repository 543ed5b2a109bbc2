import { currency } from '@marketplace/kernel';
import { evaluate } from './evaluation';
import type { EvaluationContext } from './eligibility';
import type { Promotion } from './promotion';
import {
  asking,
  at,
  basket,
  candidate,
  category,
  eur,
  known,
  line,
  north,
  contextOf,
  product,
  promotion,
  south,
  tomorrow,
  unused,
  usd,
  withCoupon,
  yesterday,
  by,
} from './promotion.fixtures';

const goods = basket([line(1, 2, 1_000n), by(south, line(2, 1, 3_000n))]);

/** The outcome of a promotion: the discounted lines, or the reason why it does not apply. */
const verdict = (of: Promotion, rest: Partial<EvaluationContext> = {}) => {
  const [considered] = evaluate([candidate(of)], contextOf(rest.basket ?? goods, rest)).considered;
  return considered?.outcome === 'APPLIED' ? considered.discount.lines.map(({ lineId }) => lineId) : considered?.reason;
};

describe('the eligibility for a promotion', () => {
  it('includes all lines without conditions', () => {
    expect(verdict(promotion())).toEqual(['line-1', 'line-2']);
  });

  it('requires its period: the start is included, the end is not', () => {
    expect(verdict(promotion({ terms: { startsAt: at } }))).toEqual(['line-1', 'line-2']);
    expect(verdict(promotion({ terms: { startsAt: tomorrow } }))).toBe('not-started');
    expect(verdict(promotion({ terms: { startsAt: yesterday, endsAt: at } }))).toBe('ended');
  });

  it.each(['DRAFT', 'PAUSED', 'EXPIRED', 'ARCHIVED'] as const)('includes no lines while the promotion is %s', (status) => {
    expect(verdict(promotion({ status }))).toBe('not-active');
  });

  it('includes the lines of its products, of its categories and their descendants, and of its sellers', () => {
    expect(verdict(asking({ kind: 'PRODUCTS', productIds: [product(2)] }))).toEqual(['line-2']);
    expect(verdict(asking({ kind: 'CATEGORIES', categoryIds: [category(1)] }))).toEqual(['line-1']);
    expect(verdict(asking({ kind: 'CATEGORIES', categoryIds: [category(99)] }))).toEqual(['line-1', 'line-2']);
    expect(verdict(asking({ kind: 'SELLERS', sellerIds: [south] }))).toEqual(['line-2']);
    expect(verdict(asking({ kind: 'PRODUCTS', productIds: [product(1)] }, { kind: 'SELLERS', sellerIds: [south] }))).toBe(
      'no-eligible-lines',
    );
  });

  it("includes only the seller's own lines for a seller's promotion", () => {
    expect(verdict(promotion({ sellerId: north, fundedBy: 'SELLER' }))).toEqual(['line-1']);
  });

  it('requires a minimum value of the cart, or of its own seller, before discounts', () => {
    const fifty = { rules: [{ kind: 'MINIMUM_VALUE', amounts: [usd(5_000n)] }] } as const;
    expect(verdict(promotion({ terms: fifty }))).toEqual(['line-1', 'line-2']);
    expect(verdict(promotion({ sellerId: south, fundedBy: 'SELLER', terms: fifty }))).toBe('minimum-value-not-met');
    expect(verdict(asking({ kind: 'MINIMUM_VALUE', amounts: [eur(1n)] }))).toBe('currency-not-offered');
  });

  it('requires a minimum quantity of eligible lines', () => {
    expect(verdict(asking({ kind: 'MINIMUM_QUANTITY', quantity: 3 }))).toEqual(['line-1', 'line-2']);
    expect(verdict(asking({ kind: 'MINIMUM_QUANTITY', quantity: 2 }, { kind: 'PRODUCTS', productIds: [product(2)] }))).toBe(
      'minimum-quantity-not-met',
    );
  });

  it('requires a country, and assumes none', () => {
    const toGermany = asking({ kind: 'COUNTRIES', countryCodes: ['DE', 'AT'] });
    expect(verdict(toGermany, { basket: { ...goods, countryCode: 'DE' } })).toEqual(['line-1', 'line-2']);
    expect(verdict(toGermany, { basket: { ...goods, countryCode: 'FR' } })).toBe('country-not-served');
    expect(verdict(toGermany)).toBe('country-not-known');
  });

  it('requires one of its segments, and a first order', () => {
    const forVips = asking({ kind: 'SEGMENTS', segments: ['vip', 'staff'] });
    expect(verdict(forVips)).toBe('not-in-segment');
    expect(verdict(forVips, { buyer: { kind: 'known', segments: ['vip'], isFirstOrder: false } })).toEqual(['line-1', 'line-2']);
    const first = asking({ kind: 'FIRST_ORDER' });
    expect(verdict(first)).toBe('not-first-order');
    expect(verdict(first, { buyer: { kind: 'known', segments: [], isFirstOrder: true } })).toEqual(['line-1', 'line-2']);
  });

  it('requires a login only when the buyer matters', () => {
    const buyer = { kind: 'guest' } as const;
    expect(verdict(promotion(), { buyer })).toEqual(['line-1', 'line-2']);
    expect(verdict(asking({ kind: 'FIRST_ORDER' }), { buyer })).toBe('login-required');
    expect(verdict(promotion({ terms: { maxUsesPerBuyer: 1 } }), { buyer })).toBe('login-required');
  });
});

describe('an exhausted limit', () => {
  const usageCounts = (uses: number, byBuyer: number, spent = 0n) => ({ uses: { byAll: uses, byBuyer }, spent });
  const reason = (of: Promotion, used: ReturnType<typeof usageCounts>) =>
    evaluate([candidate(of, used)], contextOf(goods)).considered[0]?.reason;

  it('can be the uses of a promotion, overall or by this buyer', () => {
    const of = promotion({ terms: { maxUses: 10, maxUsesPerBuyer: 2 } });
    expect(reason(of, usageCounts(9, 1))).toBe('applied');
    expect(reason(of, usageCounts(10, 1))).toBe('uses-exhausted');
    expect(reason(of, usageCounts(9, 2))).toBe('buyer-uses-exhausted');
  });

  it('can be a budget that does not cover the whole discount', () => {
    const of = promotion({ terms: { budget: usd(1_000n) } });
    expect(reason(of, usageCounts(0, 0, 500n))).toBe('applied');
    expect(reason(of, usageCounts(0, 0, 501n))).toBe('budget-spent');
    expect(reason(promotion({ terms: { budget: eur(1_000n) } }), usageCounts(0, 0))).toBe('currency-not-offered');
  });

  it('can be the limits or the period of a coupon', () => {
    const of = promotion();
    const coupon = { id: withCoupon(of).coupon?.id, promotionId: of.id, code: 'ONCE', status: 'ACTIVE', terms: { maxUses: 1 } };
    const reasonFor = (changes: object, used = unused) =>
      evaluate([withCoupon(of, { ...coupon, ...changes } as never, used)], contextOf(goods)).considered[0]?.reason;
    expect(reasonFor({})).toBe('applied');
    expect(reasonFor({}, { ...unused, couponUses: { byAll: 1, byBuyer: 0 } })).toBe('uses-exhausted');
    expect(reasonFor({ terms: { maxUsesPerBuyer: 1 } }, { ...unused, couponUses: { byAll: 1, byBuyer: 1 } })).toBe('buyer-uses-exhausted');
    expect(reasonFor({ status: 'DISABLED' })).toBe('coupon-disabled');
    expect(reasonFor({ terms: { startsAt: tomorrow } })).toBe('coupon-not-started');
    expect(reasonFor({ terms: { endsAt: at } })).toBe('coupon-expired');
    expect(evaluate([candidate(promotion({ needsCoupon: true }))], contextOf(goods)).considered[0]?.reason).toBe('coupon-missing');
  });

  it('applies in the currency of the cart', () => {
    const inEuro = { ...goods, currency: currency('EUR'), lines: goods.lines.map((each) => ({ ...each, unitPrice: eur(100n) })) };
    expect(verdict(promotion(), { basket: inEuro, buyer: known })).toEqual(['line-1', 'line-2']);
  });
});
