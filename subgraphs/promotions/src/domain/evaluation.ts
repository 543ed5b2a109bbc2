import { isBefore, money, type Instant, type Money, type SellerId } from '@marketplace/kernel';
import { minus, zeroAmounts, grandTotal, plus, total, fullAmounts, type Basket, type BasketAmounts } from './basket';
import type { Coupon } from './coupon';
import { cappedAt, applyEffects, prorate } from './effects';
import { eligibility, type IneligibleReason, type EvaluationContext } from './eligibility';
import type { Promotion } from './promotion';
import { goodsAllowance, stackingVerdict, type Applied, type StackingReason } from './stacking';
import { amountIn, type Terms } from './terms';

/** The number of uses, including reserved ones: by all buyers, and by this buyer. */
export type Uses = { readonly byAll: number; readonly byBuyer: number };

/** The current uses and spending of a promotion, and the current uses of its coupon. */
export type UsageCounts = { readonly uses: Uses; readonly spent: bigint; readonly couponUses?: Uses };

/** The counts of a promotion that has no uses yet. */
export const unused: UsageCounts = { uses: { byAll: 0, byBuyer: 0 }, spent: 0n };

/** A promotion to consider, with the coupon that activated it. */
export type Candidate = { readonly promotion: Promotion; readonly coupon?: Coupon; readonly usageCounts: UsageCounts };

export type UsedUpReason = 'uses-exhausted' | 'buyer-uses-exhausted' | 'budget-spent';

export type CouponReason = 'coupon-missing' | 'coupon-disabled' | 'coupon-not-started' | 'coupon-expired';

export type SkipReason = IneligibleReason | StackingReason | UsedUpReason | CouponReason | 'nothing-to-take-off' | 'discount-share-reached';

export type ApplyReason = 'applied' | 'limited-by-maximum' | 'limited-by-cart-share';

/** The discount of a promotion on a basket. Zero amounts are left out. */
export type Discount = {
  readonly total: Money;
  readonly lines: readonly { readonly lineId: string; readonly amount: Money }[];
  readonly delivery: readonly { readonly sellerId: SellerId; readonly amount: Money }[];
};

/** The outcome for one promotion, with its reason. */
export type Considered = {
  readonly promotion: Promotion;
  readonly coupon?: Coupon;
} & (
  | { readonly outcome: 'APPLIED'; readonly reason: ApplyReason; readonly discount: Discount }
  | { readonly outcome: 'SKIPPED'; readonly reason: SkipReason }
);

export type Evaluation = {
  /** In order of evaluation. */
  readonly considered: readonly Considered[];
  readonly goods: Money;
  readonly goodsDiscount: Money;
  readonly delivery: Money;
  readonly deliveryDiscount: Money;
};

/** The amount due for goods and delivery. */
export const amountDue = ({ goods, goodsDiscount, delivery, deliveryDiscount }: Evaluation): Money =>
  money(goods.amount - goodsDiscount.amount + delivery.amount - deliveryDiscount.amount, goods.currency);

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** Sorts by priority, highest first; then by creation of the promotion; then by coupon code. */
const byPriority = (a: Candidate, b: Candidate): number =>
  b.promotion.terms.priority - a.promotion.terms.priority ||
  compareText(a.promotion.id, b.promotion.id) ||
  compareText(a.coupon?.code ?? '', b.coupon?.code ?? '');

const couponVerdict = ({ promotion, coupon }: Candidate, at: Instant): CouponReason | undefined => {
  if (coupon === undefined) return promotion.needsCoupon ? 'coupon-missing' : undefined;
  if (coupon.status === 'DISABLED') return 'coupon-disabled';
  if (coupon.terms.startsAt !== undefined && isBefore(at, coupon.terms.startsAt)) return 'coupon-not-started';
  return coupon.terms.endsAt !== undefined && !isBefore(at, coupon.terms.endsAt) ? 'coupon-expired' : undefined;
};

const isReached = (used: number, limit: number | undefined): boolean => limit !== undefined && used >= limit;

const usesVerdict = ({ promotion, coupon, usageCounts }: Candidate): UsedUpReason | undefined => {
  const { terms } = promotion;
  if (isReached(usageCounts.uses.byAll, terms.maxUses)) return 'uses-exhausted';
  if (isReached(usageCounts.uses.byBuyer, terms.maxUsesPerBuyer)) return 'buyer-uses-exhausted';
  if (isReached(usageCounts.couponUses?.byAll ?? 0, coupon?.terms.maxUses)) return 'uses-exhausted';
  return isReached(usageCounts.couponUses?.byBuyer ?? 0, coupon?.terms.maxUsesPerBuyer) ? 'buyer-uses-exhausted' : undefined;
};

type CappedDiscount = { readonly off: BasketAmounts; readonly reason: ApplyReason };

const capAtMaximum = (off: BasketAmounts, { maximumDiscount }: Terms, basket: Basket): CappedDiscount => {
  const most = maximumDiscount === undefined ? undefined : amountIn(maximumDiscount, basket.currency);
  return most === undefined || grandTotal(off) <= most
    ? { off, reason: 'applied' }
    : { off: cappedAt(most, off, basket.currency), reason: 'limited-by-maximum' };
};

const capAtCartShare = (cut: CappedDiscount, allowance: bigint, basket: Basket): CappedDiscount =>
  total(cut.off.lines) <= allowance
    ? cut
    : { off: { ...cut.off, lines: prorate(allowance, cut.off.lines, basket.currency) }, reason: 'limited-by-cart-share' };

/** The promotions that apply so far, and their combined discount. */
type Tally = { readonly applied: readonly Applied[]; readonly off: BasketAmounts; readonly considered: readonly Considered[] };

/** The discount of a candidate after the promotions that already apply, or the reason why it gives none. */
const evaluateCandidate = (candidate: Candidate, tally: Tally, context: EvaluationContext): CappedDiscount | SkipReason => {
  const { promotion, usageCounts } = candidate;
  const { basket } = context;
  const couponReason = couponVerdict(candidate, context.at);
  if (couponReason !== undefined) return couponReason;
  const eligible = eligibility(promotion, context);
  if (typeof eligible === 'string') return eligible;
  const usedUp = usesVerdict(candidate);
  if (usedUp !== undefined) return usedUp;
  const whole = fullAmounts(basket);
  const off = applyEffects(promotion.terms.effects, { basket, eligible, remaining: minus(whole, tally.off) });
  if (off === undefined) return 'currency-not-offered';
  const stacking = stackingVerdict({ promotion, off }, tally.applied);
  if (stacking !== undefined) return stacking;
  if (grandTotal(off) === 0n) return 'nothing-to-take-off';
  const cut = capAtCartShare(capAtMaximum(off, promotion.terms, basket), goodsAllowance(basket, whole, tally.off), basket);
  const amount = grandTotal(cut.off);
  if (amount === 0n) return 'discount-share-reached';
  const { budget } = promotion.terms;
  return budget !== undefined && usageCounts.spent + amount > budget.amount ? 'budget-spent' : cut;
};

const discountOf = (off: BasketAmounts, { lines, delivery, currency }: Basket): Discount => ({
  total: money(grandTotal(off), currency),
  lines: lines.flatMap(({ lineId }, position) => {
    const amount = off.lines[position] ?? 0n;
    return amount === 0n ? [] : [{ lineId, amount: money(amount, currency) }];
  }),
  delivery: delivery.flatMap(({ sellerId }, position) => {
    const amount = off.delivery[position] ?? 0n;
    return amount === 0n ? [] : [{ sellerId, amount: money(amount, currency) }];
  }),
});

const consider = (tally: Tally, candidate: Candidate, context: EvaluationContext): Tally => {
  const { promotion, coupon } = candidate;
  const subject = coupon === undefined ? { promotion } : { promotion, coupon };
  const verdict = evaluateCandidate(candidate, tally, context);
  if (typeof verdict === 'string')
    return { ...tally, considered: [...tally.considered, { ...subject, outcome: 'SKIPPED', reason: verdict }] };
  const { off, reason } = verdict;
  return {
    applied: [...tally.applied, { promotion, off }],
    off: plus(tally.off, off),
    considered: [...tally.considered, { ...subject, outcome: 'APPLIED', reason, discount: discountOf(off, context.basket) }],
  };
};

/**
 * Considers promotions one after the other, in an order that is the same for all buyers. The first promotion applies; there
 * is no search for the best combination. The result does not depend on the order of the candidates.
 */
export const evaluate = (candidates: readonly Candidate[], context: EvaluationContext): Evaluation => {
  const { basket } = context;
  const start: Tally = { applied: [], off: zeroAmounts(basket), considered: [] };
  const { considered, off } = [...candidates].sort(byPriority).reduce((tally, candidate) => consider(tally, candidate, context), start);
  const whole = fullAmounts(basket);
  const sumOf = (amounts: readonly bigint[]): Money => money(total(amounts), basket.currency);
  return {
    considered,
    goods: sumOf(whole.lines),
    goodsDiscount: sumOf(off.lines),
    delivery: sumOf(whole.delivery),
    deliveryDiscount: sumOf(off.delivery),
  };
};

export type AppliedPromotion = Extract<Considered, { outcome: 'APPLIED' }>;

export const appliedPromotions = ({ considered }: Evaluation): readonly AppliedPromotion[] =>
  considered.filter((each): each is AppliedPromotion => each.outcome === 'APPLIED');
