import { total, type Basket, type Parts } from './basket';
import type { Promotion } from './promotion';

/** The most coupons that one cart can use. */
const mostCouponsPerCart = 5;

/**
 * The most that all discounts together take off the goods of a cart, in hundredths of a percent. What is left is paid:
 * several promotions that nobody has ever seen together do not give goods away. Delivery may be free altogether.
 */
export const mostOffGoods = 9_000;

/** A promotion that applies, and what it takes off. */
export type Applied = { readonly promotion: Promotion; readonly off: Parts };

export type StackingReason =
  | 'promotion-already-applied'
  | 'too-many-coupons'
  | 'exclusivity-group-taken'
  | 'not-combinable-with-promotions'
  | 'not-combinable-with-coupons';

const touchSame = (a: Parts, b: Parts): boolean =>
  a.lines.some((amount, position) => amount > 0n && (b.lines[position] ?? 0n) > 0n) ||
  a.delivery.some((amount, position) => amount > 0n && (b.delivery[position] ?? 0n) > 0n);

const mayJoin = (one: Promotion, other: Promotion): boolean =>
  other.needsCoupon ? one.terms.stacking.withCoupons : one.terms.stacking.withPromotions;

const inSameGroup = (a: Promotion, b: Promotion): boolean =>
  a.terms.stacking.exclusivityGroup !== undefined &&
  a.terms.stacking.exclusivityGroup === b.terms.stacking.exclusivityGroup &&
  a.sellerId === b.sellerId;

/**
 * Why a promotion cannot join those that apply already, if it cannot. Both sides must allow it, where they touch the same
 * line or delivery: a promotion of one seller does not stand in the way of another seller's.
 */
export const stackingVerdict = (candidate: Applied, applied: readonly Applied[]): StackingReason | undefined => {
  const { promotion, off } = candidate;
  if (applied.some((each) => each.promotion.id === promotion.id)) return 'promotion-already-applied';
  if (promotion.needsCoupon && applied.filter((each) => each.promotion.needsCoupon).length >= mostCouponsPerCart) return 'too-many-coupons';
  if (applied.some((each) => inSameGroup(each.promotion, promotion))) return 'exclusivity-group-taken';
  const inTheWay = applied.find(
    (each) => touchSame(each.off, off) && !(mayJoin(promotion, each.promotion) && mayJoin(each.promotion, promotion)),
  );
  if (inTheWay === undefined) return undefined;
  return inTheWay.promotion.needsCoupon ? 'not-combinable-with-coupons' : 'not-combinable-with-promotions';
};

/** How much more may come off the goods when this much does already. */
export const goodsAllowance = (basket: Basket, whole: Parts, off: Parts): bigint =>
  basket.lines.length === 0 ? 0n : (total(whole.lines) * BigInt(mostOffGoods)) / 10_000n - total(off.lines);
