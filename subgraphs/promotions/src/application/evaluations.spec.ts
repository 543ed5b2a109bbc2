import { idOf } from '@marketplace/kernel';
import { evaluate as judge } from '../domain/evaluation';
import { basket, checkoutId, coupon, line, contextOf, promotion, at, tomorrow, userId, unused, usd } from '../domain/promotion.fixtures';
import { createEvaluations, maxAttempts } from './evaluations';
import { quoteOf } from '../domain/quote';
import type { DiscountUsage } from '../domain/usage';
import type { ActivePromotions, CodeLookup, EvaluationReads } from './ports';

const of = promotion({ needsCoupon: true });
const found = { promotion: of, coupon: coupon(1, of), usageCounts: unused };
const goods = basket([line(1, 1, 1_000n)]);

type World = {
  readonly automatic?: Awaited<ReturnType<ActivePromotions>>;
  readonly codes?: Partial<CodeLookup>;
  readonly usage?: DiscountUsage;
};

const given = ({ automatic = [], codes = {}, usage }: World = {}) => {
  const asked: string[] = [];
  const recorded: string[] = [];
  const reads: EvaluationReads = {
    coupons: (requested) => {
      asked.push('coupons');
      return Promise.resolve({ found: requested.includes(found.coupon.code) ? [found] : [], attempts: 0, attempted: [], ...codes });
    },
    facts: () => {
      asked.push('facts');
      return Promise.resolve({ usageCounts: new Map(), segments: [], isFirstOrder: false, productCategories: new Map() });
    },
  };
  const attempts = {
    record: (_: unknown, failed: readonly string[]) => {
      recorded.push(...failed);
      return Promise.resolve();
    },
    deleteBefore: () => Promise.resolve(0),
  };
  const usages = { find: () => Promise.resolve(usage === undefined ? undefined : { version: 1, announced: 1, state: usage }) };
  const { evaluate } = createEvaluations({ activePromotions: () => Promise.resolve(automatic), reads, attempts, usages, clock: () => at });
  return { evaluate, asked, recorded };
};

describe('an evaluation', () => {
  it('reads nothing where there is neither a promotion nor a coupon', async () => {
    const { evaluate, asked } = given();
    expect((await evaluate({ basket: goods, buyerId: userId, codes: [] })).evaluation.considered).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('reads at most twice, whatever the promotions and codes', async () => {
    const { evaluate, asked } = given({ automatic: [promotion({ n: 2 }), promotion({ n: 3 })] });
    const { evaluation, codes } = await evaluate({ basket: goods, buyerId: userId, codes: ['CODE-1', 'NONE'] });
    expect(asked.sort()).toEqual(['coupons', 'facts']);
    expect(evaluation.goodsDiscount).toEqual(usd(271n));
    expect([...codes]).toEqual([
      ['CODE-1', 'applied'],
      ['NONE', 'coupon-not-applicable'],
    ]);
  });

  it('does not read coupons for a guest, who gets automatic promotions only', async () => {
    const { evaluate, asked } = given({ automatic: [promotion({ n: 2 })] });
    const { evaluation, codes } = await evaluate({ basket: goods, buyerId: undefined, codes: ['CODE-1'] });
    expect(asked).toEqual(['facts']);
    expect(evaluation.goodsDiscount).toEqual(usd(100n));
    expect(codes.get('CODE-1')).toBe('coupon-not-applicable');
  });

  it('records each failed code once, and no code that applies', async () => {
    const { evaluate, recorded } = given({ codes: { attempted: ['AGAIN'] } });
    await evaluate({ basket: goods, buyerId: userId, codes: ['CODE-1', 'NONE', 'AGAIN', 'not a code'] });
    expect(recorded).toEqual(['NONE']);
  });

  it('rejects all codes of a buyer with too many failed codes, without revealing it', async () => {
    const { evaluate, recorded } = given({ codes: { attempts: maxAttempts } });
    const { codes } = await evaluate({ basket: goods, buyerId: userId, codes: ['CODE-1', 'NONE'] });
    expect([...codes.values()]).toEqual(['coupon-not-applicable', 'coupon-not-applicable']);
    expect(recorded).toEqual([]);
  });

  it("ignores the checkout's own uses, but counts all others", async () => {
    const spent = { ...found, promotion: { ...of, terms: { ...of.terms, maxUses: 1, maxUsesPerBuyer: 1, budget: usd(100n) } } };
    const usageCounts = { uses: { byAll: 1, byBuyer: 1 }, spent: 100n, couponUses: { byAll: 1, byBuyer: 0 } };
    const checkout = { ...goods, lines: goods.lines.map((each) => ({ ...each, variantId: idOf<'Variant'>(each.productId) })) };
    const evaluation = judge([spent], contextOf(goods));
    const quote = quoteOf({ checkoutId, buyerId: userId, expiresAt: tomorrow }, checkout, evaluation);
    const codes = { found: [{ ...spent, coupon: { ...spent.coupon, terms: { maxUses: 1 } }, usageCounts }] };
    const verdict = async (usage: DiscountUsage, buyerId = userId) =>
      (await given({ codes, usage }).evaluate({ basket: goods, buyerId, codes: ['CODE-1'], checkoutId })).codes.get('CODE-1');
    expect(await verdict({ status: 'HELD', quote })).toBe('applied');
    expect(await verdict({ status: 'CONSUMED', quote })).toBe('applied');
    expect(await verdict({ status: 'EXPIRED', quote })).toBe('coupon-used-up');
    expect(await verdict({ status: 'HELD', quote: { ...quote, buyerId: idOf('01900000-0000-7000-8000-0000000000b2') } })).toBe(
      'coupon-used-up',
    );
  });
});
