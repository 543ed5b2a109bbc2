import { idOf } from '@marketplace/kernel';
import { evaluate as judge } from '../domain/evaluation';
import { basket, checkoutId, coupon, line, occasion, promotion, at, tomorrow, userId, unused, usd } from '../domain/promotion.fixtures';
import { createEvaluations, mostAttempts } from './evaluations';
import { quoteOf } from '../domain/quote';
import type { DiscountUsage } from '../domain/usage';
import type { ActivePromotions, CodeReading, EvaluationReads } from './ports';

const of = promotion({ needsCoupon: true });
const found = { promotion: of, coupon: coupon(1, of), standing: unused };
const goods = basket([line(1, 1, 1_000n)]);

type World = {
  readonly automatic?: Awaited<ReturnType<ActivePromotions>>;
  readonly codes?: Partial<CodeReading>;
  readonly usage?: DiscountUsage;
};

const given = ({ automatic = [], codes = {}, usage }: World = {}) => {
  const asked: string[] = [];
  const noted: string[] = [];
  const reads: EvaluationReads = {
    coupons: (wanted) => {
      asked.push('coupons');
      return Promise.resolve({ found: wanted.includes(found.coupon.code) ? [found] : [], attempts: 0, attempted: [], ...codes });
    },
    facts: () => {
      asked.push('facts');
      return Promise.resolve({ standings: new Map(), segments: [], isFirstOrder: false, shelves: new Map() });
    },
  };
  const attempts = {
    note: (_: unknown, failed: readonly string[]) => {
      noted.push(...failed);
      return Promise.resolve();
    },
    forget: () => Promise.resolve(0),
  };
  const usages = { find: () => Promise.resolve(usage === undefined ? undefined : { version: 1, announced: 1, state: usage }) };
  const { evaluate } = createEvaluations({ actives: () => Promise.resolve(automatic), reads, attempts, usages, clock: () => at });
  return { evaluate, asked, noted };
};

describe('an evaluation', () => {
  it('reads nothing where there is neither a promotion nor a coupon', async () => {
    const { evaluate, asked } = given();
    expect((await evaluate({ basket: goods, buyerId: userId, codes: [] })).evaluation.considered).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('reads twice at most, whatever there is', async () => {
    const { evaluate, asked } = given({ automatic: [promotion({ n: 2 }), promotion({ n: 3 })] });
    const { evaluation, codes } = await evaluate({ basket: goods, buyerId: userId, codes: ['CODE-1', 'NONE'] });
    expect(asked.sort()).toEqual(['coupons', 'facts']);
    expect(evaluation.goodsDiscount).toEqual(usd(271n));
    expect([...codes]).toEqual([
      ['CODE-1', 'applied'],
      ['NONE', 'coupon-not-applicable'],
    ]);
  });

  it('looks for no coupon of a guest, whose cart gets what applies by itself', async () => {
    const { evaluate, asked } = given({ automatic: [promotion({ n: 2 })] });
    const { evaluation, codes } = await evaluate({ basket: goods, buyerId: undefined, codes: ['CODE-1'] });
    expect(asked).toEqual(['facts']);
    expect(evaluation.goodsDiscount).toEqual(usd(100n));
    expect(codes.get('CODE-1')).toBe('coupon-not-applicable');
  });

  it('remembers each code that comes to nothing once, and none that applies', async () => {
    const { evaluate, noted } = given({ codes: { attempted: ['AGAIN'] } });
    await evaluate({ basket: goods, buyerId: userId, codes: ['CODE-1', 'NONE', 'AGAIN', 'not a code'] });
    expect(noted).toEqual(['NONE']);
  });

  it('lets no code apply for a buyer who has tried too many, and does not say so', async () => {
    const { evaluate, noted } = given({ codes: { attempts: mostAttempts } });
    const { codes } = await evaluate({ basket: goods, buyerId: userId, codes: ['CODE-1', 'NONE'] });
    expect([...codes.values()]).toEqual(['coupon-not-applicable', 'coupon-not-applicable']);
    expect(noted).toEqual([]);
  });

  it("does not let a checkout's own uses stand in its way, and nobody else's out of it", async () => {
    const spent = { ...found, promotion: { ...of, terms: { ...of.terms, maxUses: 1, maxUsesPerBuyer: 1, budget: usd(100n) } } };
    const standing = { uses: { byAll: 1, byBuyer: 1 }, spent: 100n, couponUses: { byAll: 1, byBuyer: 0 } };
    const checkout = { ...goods, lines: goods.lines.map((each) => ({ ...each, variantId: idOf<'Variant'>(each.productId) })) };
    const evaluation = judge([spent], occasion(goods));
    const quote = quoteOf({ checkoutId, buyerId: userId, expiresAt: tomorrow }, checkout, evaluation);
    const codes = { found: [{ ...spent, coupon: { ...spent.coupon, terms: { maxUses: 1 } }, standing }] };
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
