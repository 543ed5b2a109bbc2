import { currency } from '@marketplace/kernel';
import { evaluate } from './evaluation';
import type { Occasion } from './eligibility';
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
  occasion,
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

/** What becomes of a promotion: the lines it takes something off, or the reason why it does not. */
const verdict = (of: Promotion, rest: Partial<Occasion> = {}) => {
  const [considered] = evaluate([candidate(of)], occasion(rest.basket ?? goods, rest)).considered;
  return considered?.outcome === 'APPLIED' ? considered.discount.lines.map(({ lineId }) => lineId) : considered?.reason;
};

describe('who and what a promotion is for', () => {
  it('is everything when it asks nothing', () => {
    expect(verdict(promotion())).toEqual(['line-1', 'line-2']);
  });

  it('is its period, from the first moment and up to the last', () => {
    expect(verdict(promotion({ terms: { startsAt: at } }))).toEqual(['line-1', 'line-2']);
    expect(verdict(promotion({ terms: { startsAt: tomorrow } }))).toBe('not-started');
    expect(verdict(promotion({ terms: { startsAt: yesterday, endsAt: at } }))).toBe('ended');
  });

  it.each(['DRAFT', 'PAUSED', 'EXPIRED', 'ARCHIVED'] as const)('is nothing while it is %s', (status) => {
    expect(verdict(promotion({ status }))).toBe('not-active');
  });

  it('is the lines of its products, of its categories and what lies in them, and of its sellers', () => {
    expect(verdict(asking({ kind: 'PRODUCTS', productIds: [product(2)] }))).toEqual(['line-2']);
    expect(verdict(asking({ kind: 'CATEGORIES', categoryIds: [category(1)] }))).toEqual(['line-1']);
    expect(verdict(asking({ kind: 'CATEGORIES', categoryIds: [category(99)] }))).toEqual(['line-1', 'line-2']);
    expect(verdict(asking({ kind: 'SELLERS', sellerIds: [south] }))).toEqual(['line-2']);
    expect(verdict(asking({ kind: 'PRODUCTS', productIds: [product(1)] }, { kind: 'SELLERS', sellerIds: [south] }))).toBe(
      'no-eligible-lines',
    );
  });

  it("is the seller's own lines where a seller gives it", () => {
    expect(verdict(promotion({ sellerId: north, fundedBy: 'SELLER' }))).toEqual(['line-1']);
  });

  it('asks for a minimum value of the whole cart, or of its own seller, before any discount', () => {
    const fifty = { rules: [{ kind: 'MINIMUM_VALUE', amounts: [usd(5_000n)] }] } as const;
    expect(verdict(promotion({ terms: fifty }))).toEqual(['line-1', 'line-2']);
    expect(verdict(promotion({ sellerId: south, fundedBy: 'SELLER', terms: fifty }))).toBe('minimum-value-not-met');
    expect(verdict(asking({ kind: 'MINIMUM_VALUE', amounts: [eur(1n)] }))).toBe('currency-not-offered');
  });

  it('asks for a minimum quantity of the lines it is for', () => {
    expect(verdict(asking({ kind: 'MINIMUM_QUANTITY', quantity: 3 }))).toEqual(['line-1', 'line-2']);
    expect(verdict(asking({ kind: 'MINIMUM_QUANTITY', quantity: 2 }, { kind: 'PRODUCTS', productIds: [product(2)] }))).toBe(
      'minimum-quantity-not-met',
    );
  });

  it('asks for a country, and does not guess one', () => {
    const toGermany = asking({ kind: 'COUNTRIES', countryCodes: ['DE', 'AT'] });
    expect(verdict(toGermany, { basket: { ...goods, countryCode: 'DE' } })).toEqual(['line-1', 'line-2']);
    expect(verdict(toGermany, { basket: { ...goods, countryCode: 'FR' } })).toBe('country-not-served');
    expect(verdict(toGermany)).toBe('country-not-known');
  });

  it('asks for one of its segments, and for a first order', () => {
    const forVips = asking({ kind: 'SEGMENTS', segments: ['vip', 'staff'] });
    expect(verdict(forVips)).toBe('not-in-segment');
    expect(verdict(forVips, { buyer: { kind: 'known', segments: ['vip'], isFirstOrder: false } })).toEqual(['line-1', 'line-2']);
    const first = asking({ kind: 'FIRST_ORDER' });
    expect(verdict(first)).toBe('not-first-order');
    expect(verdict(first, { buyer: { kind: 'known', segments: [], isFirstOrder: true } })).toEqual(['line-1', 'line-2']);
  });

  it('asks a guest to log in where it matters who buys, and applies by itself where it does not', () => {
    const buyer = { kind: 'guest' } as const;
    expect(verdict(promotion(), { buyer })).toEqual(['line-1', 'line-2']);
    expect(verdict(asking({ kind: 'FIRST_ORDER' }), { buyer })).toBe('login-required');
    expect(verdict(promotion({ terms: { maxUsesPerBuyer: 1 } }), { buyer })).toBe('login-required');
  });
});

describe('what is used up', () => {
  const standing = (uses: number, byBuyer: number, spent = 0n) => ({ uses: { byAll: uses, byBuyer }, spent });
  const reason = (of: Promotion, used: ReturnType<typeof standing>) =>
    evaluate([candidate(of, used)], occasion(goods)).considered[0]?.reason;

  it('is a promotion whose uses are taken, by all or by this buyer', () => {
    const of = promotion({ terms: { maxUses: 10, maxUsesPerBuyer: 2 } });
    expect(reason(of, standing(9, 1))).toBe('applied');
    expect(reason(of, standing(10, 1))).toBe('uses-exhausted');
    expect(reason(of, standing(9, 2))).toBe('buyer-uses-exhausted');
  });

  it('is a budget that cannot bear the whole discount any more', () => {
    const of = promotion({ terms: { budget: usd(1_000n) } });
    expect(reason(of, standing(0, 0, 500n))).toBe('applied');
    expect(reason(of, standing(0, 0, 501n))).toBe('budget-spent');
    expect(reason(promotion({ terms: { budget: eur(1_000n) } }), standing(0, 0))).toBe('currency-not-offered');
  });

  it('is a coupon, by its own limits and period', () => {
    const of = promotion();
    const coupon = { id: withCoupon(of).coupon?.id, promotionId: of.id, code: 'ONCE', status: 'ACTIVE', terms: { maxUses: 1 } };
    const judged = (changes: object, used = unused) =>
      evaluate([withCoupon(of, { ...coupon, ...changes } as never, used)], occasion(goods)).considered[0]?.reason;
    expect(judged({})).toBe('applied');
    expect(judged({}, { ...unused, couponUses: { byAll: 1, byBuyer: 0 } })).toBe('uses-exhausted');
    expect(judged({ terms: { maxUsesPerBuyer: 1 } }, { ...unused, couponUses: { byAll: 1, byBuyer: 1 } })).toBe('buyer-uses-exhausted');
    expect(judged({ status: 'DISABLED' })).toBe('coupon-disabled');
    expect(judged({ terms: { startsAt: tomorrow } })).toBe('coupon-not-started');
    expect(judged({ terms: { endsAt: at } })).toBe('coupon-expired');
    expect(evaluate([candidate(promotion({ needsCoupon: true }))], occasion(goods)).considered[0]?.reason).toBe('coupon-missing');
  });

  it('leaves the currency of the cart to say what applies', () => {
    const inEuro = { ...goods, currency: currency('EUR'), lines: goods.lines.map((each) => ({ ...each, unitPrice: eur(100n) })) };
    expect(verdict(promotion(), { basket: inEuro, buyer: known })).toEqual(['line-1', 'line-2']);
  });
});
