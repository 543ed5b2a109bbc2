import { total, type Basket, type BasketAmounts } from './basket';
import type { Promotion } from './promotion';

/** The maximum number of coupons per cart. */
const maxCouponsPerCart = 5;

/**
 * The maximum combined discount on the goods of a cart, in basis points. It prevents an unforeseen combination of promotions
 * from giving goods away. Delivery can be free.
 */
export const maxGoodsDiscount = 9_000;

/** A promotion that applies, with its discount by line and delivery. */
export type Applied = { readonly promotion: Promotion; readonly off: BasketAmounts };

export type StackingReason =
  | 'promotion-already-applied'
  | 'too-many-coupons'
  | 'exclusivity-group-taken'
  | 'not-combinable-with-promotions'
  | 'not-combinable-with-coupons';

const overlap = (a: BasketAmounts, b: BasketAmounts): boolean =>
  a.lines.some((amount, position) => amount > 0n && (b.lines[position] ?? 0n) > 0n) ||
  a.delivery.some((amount, position) => amount > 0n && (b.delivery[position] ?? 0n) > 0n);

const allowsCombination = (one: Promotion, other: Promotion): boolean =>
  other.needsCoupon ? one.terms.stacking.withCoupons : one.terms.stacking.withPromotions;

const inSameGroup = (a: Promotion, b: Promotion): boolean =>
  a.terms.stacking.exclusivityGroup !== undefined &&
  a.terms.stacking.exclusivityGroup === b.terms.stacking.exclusivityGroup &&
  a.sellerId === b.sellerId;

/**
 * The reason why a promotion cannot be combined with those that already apply, if any. Both promotions must allow it when they
 * discount the same line or delivery; promotions of different sellers do not conflict.
 */
export const stackingVerdict = (candidate: Applied, applied: readonly Applied[]): StackingReason | undefined => {
  const { promotion, off } = candidate;
  if (applied.some((each) => each.promotion.id === promotion.id)) return 'promotion-already-applied';
  if (promotion.needsCoupon && applied.filter((each) => each.promotion.needsCoupon).length >= maxCouponsPerCart) return 'too-many-coupons';
  if (applied.some((each) => inSameGroup(each.promotion, promotion))) return 'exclusivity-group-taken';
  const conflict = applied.find(
    (each) => overlap(each.off, off) && !(allowsCombination(promotion, each.promotion) && allowsCombination(each.promotion, promotion)),
  );
  if (conflict === undefined) return undefined;
  return conflict.promotion.needsCoupon ? 'not-combinable-with-coupons' : 'not-combinable-with-promotions';
};

/** The discount on goods that is still allowed after the current discounts. */
export const goodsAllowance = (basket: Basket, whole: BasketAmounts, off: BasketAmounts): bigint =>
  basket.lines.length === 0 ? 0n : (total(whole.lines) * BigInt(maxGoodsDiscount)) / 10_000n - total(off.lines);
