import { defined, money, type CheckoutId, type Instant, type Money, type SellerId, type UserId, type VariantId } from '@marketplace/kernel';
import type { Basket, BasketLine } from './basket';
import type { CouponCode, CouponId } from './coupon';
import { appliedPromotions, type AppliedPromotion, type Evaluation, type SkipReason } from './evaluation';
import type { Funding, PromotionId } from './promotion';
import { ruleOf } from './terms';

/** The use of one promotion by one checkout. */
export type Use = {
  readonly promotionId: PromotionId;
  readonly couponId?: CouponId;
  readonly label: string;
  readonly fundedBy: Funding;
  readonly amount: Money;
  /** The limits per buyer of the promotion and of the coupon, where they exist. */
  readonly perBuyer: { readonly promotion?: number; readonly coupon?: number };
  /** True when the amount counts against a budget. */
  readonly isBudgeted: boolean;
  /** True when the promotion requires a first order, which a buyer has only once. */
  readonly isFirstOrder: boolean;
};

export type DiscountShare = Omit<Use, 'perBuyer' | 'isBudgeted' | 'isFirstOrder'>;

/** A basket in checkout. Its lines have variants, because orders consist of variants. */
export type CheckoutBasket = Omit<Basket, 'lines'> & { readonly lines: readonly (BasketLine & { readonly variantId: VariantId })[] };

export type QuotedLine = {
  readonly lineId: string;
  readonly variantId: VariantId;
  readonly sellerId: SellerId;
  readonly discounts: readonly DiscountShare[];
};
export type QuotedDelivery = { readonly sellerId: SellerId; readonly discounts: readonly DiscountShare[] };

/** The discounts that a checkout is guaranteed. */
export type Quote = {
  readonly checkoutId: CheckoutId;
  readonly buyerId: UserId;
  readonly expiresAt: Instant;
  readonly total: Money;
  readonly lines: readonly QuotedLine[];
  readonly delivery: readonly QuotedDelivery[];
  readonly uses: readonly Use[];
};

export type CouponRejection = 'coupon-not-applicable' | 'coupon-used-up' | 'coupons-not-combinable';

/** The result for a coupon code. Unknown, expired, disabled and ineligible codes have the same result. */
export type CodeVerdict = 'applied' | CouponRejection;

const verdictOf = (reason: SkipReason): CouponRejection => {
  switch (reason) {
    case 'uses-exhausted':
    case 'buyer-uses-exhausted':
    case 'budget-spent':
      return 'coupon-used-up';
    case 'promotion-already-applied':
    case 'too-many-coupons':
    case 'exclusivity-group-taken':
    case 'not-combinable-with-promotions':
    case 'not-combinable-with-coupons':
    case 'discount-share-reached':
      return 'coupons-not-combinable';
    case 'not-active':
    case 'not-started':
    case 'ended':
    case 'login-required':
    case 'currency-not-offered':
    case 'country-not-served':
    case 'country-not-known':
    case 'not-in-segment':
    case 'not-first-order':
    case 'no-eligible-lines':
    case 'minimum-value-not-met':
    case 'minimum-quantity-not-met':
    case 'nothing-to-take-off':
    case 'coupon-missing':
    case 'coupon-disabled':
    case 'coupon-not-started':
    case 'coupon-expired':
      return 'coupon-not-applicable';
  }
};

/** The result for each code, in the order of the codes. */
export const codeVerdicts = (codes: readonly CouponCode[], { considered }: Evaluation): ReadonlyMap<CouponCode, CodeVerdict> =>
  new Map(
    codes.map((code) => {
      const found = considered.find(({ coupon }) => coupon?.code === code);
      if (found === undefined) return [code, 'coupon-not-applicable'];
      return [code, found.outcome === 'APPLIED' ? 'applied' : verdictOf(found.reason)];
    }),
  );

const useOf = ({ promotion, coupon, discount }: AppliedPromotion): Use => ({
  promotionId: promotion.id,
  ...defined({ couponId: coupon?.id }),
  label: promotion.terms.label,
  fundedBy: promotion.fundedBy,
  amount: discount.total,
  perBuyer: defined({ promotion: promotion.terms.maxUsesPerBuyer, coupon: coupon?.terms.maxUsesPerBuyer }),
  isBudgeted: promotion.terms.budget !== undefined,
  isFirstOrder: ruleOf(promotion.terms, 'FIRST_ORDER') !== undefined,
});

const shareOf = (applied: AppliedPromotion, amount: Money): DiscountShare => {
  const { perBuyer: _, isBudgeted: __, isFirstOrder: ___, ...share } = useOf(applied);
  return { ...share, amount };
};

/** The fields of a quote that come from the request. */
export type QuoteTerms = Pick<Quote, 'checkoutId' | 'buyerId' | 'expiresAt'>;

/** The discounts of an evaluation by line and delivery, with the party that funds them. */
export const quoteOf = (terms: QuoteTerms, basket: CheckoutBasket, evaluation: Evaluation): Quote => {
  const applied = appliedPromotions(evaluation);
  const lines = basket.lines.map(({ lineId, variantId, sellerId }) => ({
    lineId,
    variantId,
    sellerId,
    discounts: applied.flatMap((each) =>
      each.discount.lines.filter((line) => line.lineId === lineId).map(({ amount }) => shareOf(each, amount)),
    ),
  }));
  const delivery = basket.delivery.map(({ sellerId }) => ({
    sellerId,
    discounts: applied.flatMap((each) =>
      each.discount.delivery.filter((part) => part.sellerId === sellerId).map(({ amount }) => shareOf(each, amount)),
    ),
  }));
  return {
    ...terms,
    total: money(evaluation.goodsDiscount.amount + evaluation.deliveryDiscount.amount, basket.currency),
    lines: lines.filter(({ discounts }) => discounts.length > 0),
    delivery: delivery.filter(({ discounts }) => discounts.length > 0),
    uses: applied.map(useOf),
  };
};
