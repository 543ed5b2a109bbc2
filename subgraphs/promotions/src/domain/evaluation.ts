import { isBefore, money, type Instant, type Money, type SellerId } from '@marketplace/kernel';
import { minus, nothingOff, partsTotal, plus, total, wholeOf, type Basket, type Parts } from './basket';
import type { Coupon } from './coupon';
import { limitedTo, offOfAll, spread } from './effects';
import { eligibility, type IneligibleReason, type Occasion } from './eligibility';
import type { Promotion } from './promotion';
import { goodsAllowance, stackingVerdict, type Applied, type StackingReason } from './stacking';
import { amountIn, type Terms } from './terms';

/** How often a thing is used, held uses included: by all, and by this buyer. */
export type Uses = { readonly byAll: number; readonly byBuyer: number };

/** What is used up so far of a promotion, and of the coupon it came with. */
export type Standing = { readonly uses: Uses; readonly spent: bigint; readonly couponUses?: Uses };

/** Of what nobody has used. */
export const unused: Standing = { uses: { byAll: 0, byBuyer: 0 }, spent: 0n };

/** A promotion to consider, and the coupon that brought it. */
export type Candidate = { readonly promotion: Promotion; readonly coupon?: Coupon; readonly standing: Standing };

export type UsedUpReason = 'uses-exhausted' | 'buyer-uses-exhausted' | 'budget-spent';

export type CouponReason = 'coupon-missing' | 'coupon-disabled' | 'coupon-not-started' | 'coupon-expired';

export type SkipReason = IneligibleReason | StackingReason | UsedUpReason | CouponReason | 'nothing-to-take-off' | 'discount-share-reached';

export type ApplyReason = 'applied' | 'limited-by-maximum' | 'limited-by-cart-share';

/** What a promotion takes off a basket; parts of nothing are left out. */
export type Discount = {
  readonly total: Money;
  readonly lines: readonly { readonly lineId: string; readonly amount: Money }[];
  readonly delivery: readonly { readonly sellerId: SellerId; readonly amount: Money }[];
};

/** A decision and its reason; there is one for every promotion considered. */
export type Considered = {
  readonly promotion: Promotion;
  readonly coupon?: Coupon;
} & (
  | { readonly outcome: 'APPLIED'; readonly reason: ApplyReason; readonly discount: Discount }
  | { readonly outcome: 'SKIPPED'; readonly reason: SkipReason }
);

export type Evaluation = {
  /** In the order of consideration. */
  readonly considered: readonly Considered[];
  readonly goods: Money;
  readonly goodsDiscount: Money;
  readonly delivery: Money;
  readonly deliveryDiscount: Money;
};

/** What is left to pay, goods and delivery. */
export const leftToPay = ({ goods, goodsDiscount, delivery, deliveryDiscount }: Evaluation): Money =>
  money(goods.amount - goodsDiscount.amount + delivery.amount - deliveryDiscount.amount, goods.currency);

const orderKey = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** The highest priority first; of equals the promotion made first, and of its coupons the first by code. */
const byOrder = (a: Candidate, b: Candidate): number =>
  b.promotion.terms.priority - a.promotion.terms.priority ||
  orderKey(a.promotion.id, b.promotion.id) ||
  orderKey(a.coupon?.code ?? '', b.coupon?.code ?? '');

const couponVerdict = ({ promotion, coupon }: Candidate, at: Instant): CouponReason | undefined => {
  if (coupon === undefined) return promotion.needsCoupon ? 'coupon-missing' : undefined;
  if (coupon.status === 'DISABLED') return 'coupon-disabled';
  if (coupon.terms.startsAt !== undefined && isBefore(at, coupon.terms.startsAt)) return 'coupon-not-started';
  return coupon.terms.endsAt !== undefined && !isBefore(at, coupon.terms.endsAt) ? 'coupon-expired' : undefined;
};

const isReached = (used: number, limit: number | undefined): boolean => limit !== undefined && used >= limit;

const usesVerdict = ({ promotion, coupon, standing }: Candidate): UsedUpReason | undefined => {
  const { terms } = promotion;
  if (isReached(standing.uses.byAll, terms.maxUses)) return 'uses-exhausted';
  if (isReached(standing.uses.byBuyer, terms.maxUsesPerBuyer)) return 'buyer-uses-exhausted';
  if (isReached(standing.couponUses?.byAll ?? 0, coupon?.terms.maxUses)) return 'uses-exhausted';
  return isReached(standing.couponUses?.byBuyer ?? 0, coupon?.terms.maxUsesPerBuyer) ? 'buyer-uses-exhausted' : undefined;
};

type Cut = { readonly off: Parts; readonly reason: ApplyReason };

const cutToMaximum = (off: Parts, { maximumDiscount }: Terms, basket: Basket): Cut => {
  const most = maximumDiscount === undefined ? undefined : amountIn(maximumDiscount, basket.currency);
  return most === undefined || partsTotal(off) <= most
    ? { off, reason: 'applied' }
    : { off: limitedTo(most, off, basket.currency), reason: 'limited-by-maximum' };
};

const cutToShare = (cut: Cut, allowance: bigint, basket: Basket): Cut =>
  total(cut.off.lines) <= allowance
    ? cut
    : { off: { ...cut.off, lines: spread(allowance, cut.off.lines, basket.currency) }, reason: 'limited-by-cart-share' };

/** Those that apply so far, and what they take off together. */
type Tally = { readonly applied: readonly Applied[]; readonly off: Parts; readonly considered: readonly Considered[] };

/** What a candidate takes off after those that apply already, or why it does not. */
const judge = (candidate: Candidate, tally: Tally, occasion: Occasion): Cut | SkipReason => {
  const { promotion, standing } = candidate;
  const { basket } = occasion;
  const early = couponVerdict(candidate, occasion.at);
  if (early !== undefined) return early;
  const eligible = eligibility(promotion, occasion);
  if (typeof eligible === 'string') return eligible;
  const usedUp = usesVerdict(candidate);
  if (usedUp !== undefined) return usedUp;
  const whole = wholeOf(basket);
  const off = offOfAll(promotion.terms.effects, { basket, eligible, left: minus(whole, tally.off) });
  if (off === undefined) return 'currency-not-offered';
  const stacking = stackingVerdict({ promotion, off }, tally.applied);
  if (stacking !== undefined) return stacking;
  if (partsTotal(off) === 0n) return 'nothing-to-take-off';
  const cut = cutToShare(cutToMaximum(off, promotion.terms, basket), goodsAllowance(basket, whole, tally.off), basket);
  const amount = partsTotal(cut.off);
  if (amount === 0n) return 'discount-share-reached';
  const { budget } = promotion.terms;
  return budget !== undefined && standing.spent + amount > budget.amount ? 'budget-spent' : cut;
};

const discountOf = (off: Parts, { lines, delivery, currency }: Basket): Discount => ({
  total: money(partsTotal(off), currency),
  lines: lines.flatMap(({ lineId }, position) => {
    const amount = off.lines[position] ?? 0n;
    return amount === 0n ? [] : [{ lineId, amount: money(amount, currency) }];
  }),
  delivery: delivery.flatMap(({ sellerId }, position) => {
    const amount = off.delivery[position] ?? 0n;
    return amount === 0n ? [] : [{ sellerId, amount: money(amount, currency) }];
  }),
});

const consider = (tally: Tally, candidate: Candidate, occasion: Occasion): Tally => {
  const { promotion, coupon } = candidate;
  const subject = coupon === undefined ? { promotion } : { promotion, coupon };
  const verdict = judge(candidate, tally, occasion);
  if (typeof verdict === 'string')
    return { ...tally, considered: [...tally.considered, { ...subject, outcome: 'SKIPPED', reason: verdict }] };
  const { off, reason } = verdict;
  return {
    applied: [...tally.applied, { promotion, off }],
    off: plus(tally.off, off),
    considered: [...tally.considered, { ...subject, outcome: 'APPLIED', reason, discount: discountOf(off, occasion.basket) }],
  };
};

/**
 * Considers promotions one after the other, in one order for everybody; what comes first applies, and the best for the
 * buyer is not searched for. The same input gives the same result, whatever order the candidates are given in.
 */
export const evaluate = (candidates: readonly Candidate[], occasion: Occasion): Evaluation => {
  const { basket } = occasion;
  const start: Tally = { applied: [], off: nothingOff(basket), considered: [] };
  const { considered, off } = [...candidates].sort(byOrder).reduce((tally, candidate) => consider(tally, candidate, occasion), start);
  const whole = wholeOf(basket);
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

export const appliedOf = ({ considered }: Evaluation): readonly AppliedPromotion[] =>
  considered.filter((each): each is AppliedPromotion => each.outcome === 'APPLIED');
