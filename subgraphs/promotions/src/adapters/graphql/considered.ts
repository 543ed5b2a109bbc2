import { errorCode, toMoneyType } from '@marketplace/platform/graphql';
import type { ApplyReason, Considered, SkipReason } from '../../domain/evaluation';
import type { ConsideredPromotionType } from './cart.types';

const reasons: Readonly<Record<ApplyReason | SkipReason, string>> = {
  applied: 'It applies.',
  'limited-by-maximum': 'It applies, up to the most that one cart gets.',
  'limited-by-cart-share': 'It applies in part: all discounts together take off 90 % of the goods at most.',
  'not-active': 'It is not active.',
  'not-started': 'It has not begun yet.',
  ended: 'It is over.',
  'login-required': 'It is for buyers who have logged in.',
  'currency-not-offered': "It is not offered in the cart's currency.",
  'country-not-served': 'It is not for deliveries to this country.',
  'country-not-known': 'It depends on the country of delivery, which has not been chosen.',
  'not-in-segment': 'It is for other buyers.',
  'not-first-order': 'It is for the first order only.',
  'no-eligible-lines': 'Nothing that it is for is in the cart.',
  'minimum-value-not-met': 'The goods do not cost enough.',
  'minimum-quantity-not-met': 'There are not enough pieces that it is for.',
  'promotion-already-applied': 'The same promotion applies already, with another code.',
  'too-many-coupons': 'A cart can use five coupons at most.',
  'exclusivity-group-taken': 'Another promotion of its group applies already.',
  'not-combinable-with-promotions': 'It cannot be combined with a promotion that applies already.',
  'not-combinable-with-coupons': 'It cannot be combined with a coupon that applies already.',
  'uses-exhausted': 'It has been used as often as it can be.',
  'buyer-uses-exhausted': 'You have used it as often as you can.',
  'budget-spent': 'What there was to give has been given.',
  'coupon-missing': 'It needs a coupon.',
  'coupon-disabled': 'The coupon is out of use.',
  'coupon-not-started': 'The coupon cannot be used yet.',
  'coupon-expired': 'The coupon can no longer be used.',
  'nothing-to-take-off': 'There is nothing left that it could take off.',
  'discount-share-reached': 'All discounts together take off 90 % of the goods at most, and that is reached.',
};

/** The full explanation, for those who keep the promotion, or where no coupon is in play. */
export const toConsideredType = (each: Considered): ConsideredPromotionType => ({
  promotionId: each.promotion.id,
  label: each.promotion.terms.label,
  couponCode: each.coupon?.code ?? null,
  outcome: each.outcome,
  reason: errorCode(each.reason),
  message: reasons[each.reason],
  amount: each.outcome === 'APPLIED' ? toMoneyType(each.discount.total) : null,
});

/** A code that takes nothing off: whether it exists is not said. */
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
    NOT_APPLICABLE: 'This code takes nothing off this cart.',
    NOT_COMBINABLE: 'This code cannot be combined with what applies already.',
    LOGIN_REQUIRED: 'Coupons are for buyers who have logged in.',
  }[reason],
  amount: null,
});
