import type { CheckoutId, ProductId, SellerId, UserId } from '@marketplace/kernel';
import { enumOf, MoneyType, objectType, t, type EnumValue } from '@marketplace/platform/graphql';
import type { Considered } from '../../domain/evaluation';

const CartPricingLineType = objectType(
  'CartPricingLine',
  'An available line of a cart, at its current price.',
  {
    lineId: t.id('The ID of the cart line.'),
    variantId: t.id('The ID of the variant.'),
    productId: t.id<ProductId>('The ID of the product that the variant belongs to.'),
    sellerId: t.id<SellerId>('The ID of the seller.'),
    quantity: t.int('The number of units.'),
    unitPrice: t.of(MoneyType, 'The price of one unit, before discounts.'),
  },
  { isShareable: true },
);
type CartPricingLineType = InstanceType<typeof CartPricingLineType>;

export const CartPricingType = objectType(
  'CartPricing',
  'The data that discounts are calculated from.',
  {
    buyerId: t.id<UserId>('The ID of the buyer; null for a guest.').nullable(),
    currency: t.string('The currency of all prices, as an ISO 4217 code; null when the cart is empty.').nullable(),
    couponCodes: t.strings('The coupon codes on the cart, in the order in which they were added.'),
    lines: t.list(CartPricingLineType, 'The available lines. Unavailable lines are left out.'),
    checkoutId: t.id<CheckoutId>('The ID of the checkout in progress, whose discounts apply; null when there is none.').nullable(),
  },
  { isShareable: true },
);
export type CartPricingType = InstanceType<typeof CartPricingType>;

export const CartDeliveryEstimateType = objectType(
  'CartDeliveryEstimate',
  "The estimated cost of delivering one seller's lines of a cart.",
  {
    sellerId: t.id<SellerId>('The ID of the seller.'),
    price: t.of(MoneyType, 'The price of the delivery, before discounts.'),
  },
  { isShareable: true },
);
export type CartDeliveryEstimateType = InstanceType<typeof CartDeliveryEstimateType>;

const CartCouponStatusType = enumOf('CartCouponStatus', 'The status of a coupon code on a cart.', {
  APPLIED: 'A discount applies.',
  NOT_APPLICABLE: 'The code gives no discount on this cart. This does not reveal if the code exists.',
  NOT_COMBINABLE: 'The code cannot be combined with a discount that already applies.',
  LOGIN_REQUIRED: 'The buyer must log in to use coupons.',
});

export type CartCouponStatus = EnumValue<typeof CartCouponStatusType>;

export const CartCouponType = objectType('CartCoupon', 'A coupon code on a cart.', {
  code: t.string('The coupon code.'),
  status: t.of(CartCouponStatusType, 'The status of the code. A checkout is rejected unless every code is APPLIED.'),
});
export type CartCouponType = InstanceType<typeof CartCouponType>;

export const CartDiscountType = objectType('CartDiscount', 'The discount of a promotion on a cart, including its delivery.', {
  label: t.string('The label of the promotion.'),
  amount: t.of(MoneyType, 'The amount of the discount.'),
  promotionId: t.id('The ID of the promotion.'),
  couponCode: t.string('The coupon code that activated the promotion; null when it needs no coupon.').nullable(),
});
export type CartDiscountType = InstanceType<typeof CartDiscountType>;

export const CartType = objectType(
  'Cart',
  'A shopping cart. Only its buyer can see it.',
  {
    id: t.id('The ID of the cart.'),
    pricing: t.of(CartPricingType, 'The data that discounts are calculated from.').external(),
    deliveryEstimate: t.list(CartDeliveryEstimateType, "The estimated cost of each seller's delivery.").nullable().external(),
    countryCode: t.string('The country of delivery, as an ISO 3166-1 alpha-2 code.').nullable().external(),
    // Resolved from one evaluation.
    coupons: t.hidden<readonly CartCouponType[] | null>().optional(),
    discounts: t.hidden<readonly CartDiscountType[] | null>().optional(),
    estimatedTotal: t.hidden<MoneyType | null>().optional(),
  },
  { key: 'id' },
);

const PromotionOutcomeType = enumOf<Considered['outcome']>('PromotionOutcome', 'The outcome for a promotion that was considered.', {
  APPLIED: 'A discount applies.',
  SKIPPED: 'The promotion gives no discount; see the reason.',
});

export const ConsideredPromotionType = objectType('ConsideredPromotion', 'A promotion that was considered for a basket, and the outcome.', {
  promotionId: t.id('The ID of the promotion; null for a coupon code that gives no discount.').nullable(),
  label: t.string('The label of the promotion; null for a coupon code that gives no discount.').nullable(),
  couponCode: t.string('The coupon code that activated the promotion; null when it needs no coupon.').nullable(),
  outcome: t.of(PromotionOutcomeType, 'The outcome for the promotion.'),
  reason: t.string('The reason for the outcome, as a stable code such as MINIMUM_VALUE_NOT_MET.'),
  message: t.string('The reason for the outcome, in plain language.'),
  amount: t.of(MoneyType, 'The amount of the discount; null when the promotion does not apply.').nullable(),
});
export type ConsideredPromotionType = InstanceType<typeof ConsideredPromotionType>;

export const CartDiscountExplanationType = objectType(
  'CartDiscountExplanation',
  'An explanation of the discounts on a cart. Only its buyer can see it.',
  {
    cartId: t.id('The ID of the cart.'),
    pricing: t.of(CartPricingType, 'The data that discounts are calculated from.').external(),
    countryCode: t.string('The country of delivery, as an ISO 3166-1 alpha-2 code.').nullable().external(),
    // Resolved separately.
    considered: t.hidden<readonly ConsideredPromotionType[] | null>().optional(),
  },
  { key: 'cartId' },
);
