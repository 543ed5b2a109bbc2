import { errorCode, toMoneyType } from '@marketplace/platform/graphql';
import type { ApplyReason, Considered, SkipReason } from '../../domain/evaluation';
import type { ConsideredPromotionType } from './cart.types';

const reasons: Readonly<Record<ApplyReason | SkipReason, string>> = {
  applied: 'The promotion applies.',
  'limited-by-maximum': 'The promotion applies, up to its maximum discount per cart.',
  'limited-by-cart-share': 'The promotion applies in part: all discounts combined are limited to 90% of the goods.',
  'not-active': 'The promotion is not active.',
  'not-started': 'The promotion has not started yet.',
  ended: 'The promotion has ended.',
  'login-required': 'Log in to use this promotion.',
  'currency-not-offered': "The promotion is not available in the cart's currency.",
  'country-not-served': 'The promotion is not available for this country of delivery.',
  'country-not-known': 'Choose a country of delivery to use this promotion.',
  'not-in-segment': 'The promotion is for other buyers.',
  'not-first-order': 'The promotion is for first orders only.',
  'no-eligible-lines': 'No item in the cart is eligible.',
  'minimum-value-not-met': 'The minimum order value has not been reached.',
  'minimum-quantity-not-met': 'The minimum quantity of eligible items has not been reached.',
  'promotion-already-applied': 'The promotion already applies with another coupon code.',
  'too-many-coupons': 'A cart can use at most five coupons.',
  'exclusivity-group-taken': 'Another promotion of the same group already applies.',
  'not-combinable-with-promotions': 'The promotion cannot be combined with another promotion that already applies.',
  'not-combinable-with-coupons': 'The promotion cannot be combined with a coupon that already applies.',
  'uses-exhausted': 'The promotion has reached its usage limit.',
  'buyer-uses-exhausted': 'You have reached the usage limit of this promotion.',
  'budget-spent': 'The budget of the promotion is spent.',
  'coupon-missing': 'The promotion requires a coupon.',
  'coupon-disabled': 'This coupon is disabled.',
  'coupon-not-started': 'This coupon is not valid yet.',
  'coupon-expired': 'This coupon has expired.',
  'nothing-to-take-off': 'There is no remaining amount to discount.',
  'discount-share-reached': 'All discounts combined are limited to 90% of the goods, and the limit has been reached.',
};

/** The full explanation: for the owner of a promotion, or where no coupon is involved. */
export const toConsideredType = (each: Considered): ConsideredPromotionType => ({
  promotionId: each.promotion.id,
  label: each.promotion.terms.label,
  couponCode: each.coupon?.code ?? null,
  outcome: each.outcome,
  reason: errorCode(each.reason),
  message: reasons[each.reason],
  amount: each.outcome === 'APPLIED' ? toMoneyType(each.discount.total) : null,
});

/** A coupon code that gives no discount. The result does not reveal if the code exists. */
export const toFailedCode = (
  couponCode: string,
  reason: 'NOT_APPLICABLE' | 'NOT_COMBINABLE' | 'LOGIN_REQUIRED',
): ConsideredPromotionType => ({
  promotionId: null,
  label: null,
  couponCode,
  outcome: 'SKIPPED',
  reason,
  message: {
    NOT_APPLICABLE: 'This coupon code is not valid for this cart.',
    NOT_COMBINABLE: 'This coupon code cannot be combined with the discounts that already apply.',
    LOGIN_REQUIRED: 'Log in to use coupons.',
  }[reason],
  amount: null,
});
