import type { CheckoutId, ProductId, SellerId, UserId } from '@marketplace/kernel';
import { enumOf, MoneyType, objectType, t, type EnumValue } from '@marketplace/platform/graphql';
import type { Considered } from '../../domain/evaluation';

const CartPricingLineType = objectType(
  'CartPricingLine',
  'A line that can be bought, at its price of now.',
  {
    lineId: t.id('The line of the cart.'),
    variantId: t.id('What is bought.'),
    productId: t.id<ProductId>('The product that it is a variant of.'),
    sellerId: t.id<SellerId>('Who sells it.'),
    quantity: t.int('How many of it.'),
    unitPrice: t.of(MoneyType, 'What one costs, before discounts.'),
  },
  { isShareable: true },
);
type CartPricingLineType = InstanceType<typeof CartPricingLineType>;

export const CartPricingType = objectType(
  'CartPricing',
  'What discounts are made from.',
  {
    buyerId: t.id<UserId>('Who buys; null for a guest.').nullable(),
    currency: t.string('The currency of all prices, ISO 4217; null while the cart is empty.').nullable(),
    couponCodes: t.strings('The coupons on the cart, in the order in which they were applied.'),
    lines: t.list(CartPricingLineType, 'The lines that can be bought; what cannot has no price to take anything off.'),
    checkoutId: t.id<CheckoutId>('The checkout that the cart is in, whose discounts hold; null while it is in none.').nullable(),
  },
  { isShareable: true },
);
export type CartPricingType = InstanceType<typeof CartPricingType>;

export const CartDeliveryEstimateType = objectType(
  'CartDeliveryEstimate',
  "What delivery of one seller's part of a cart would cost.",
  {
    sellerId: t.id<SellerId>('Whose part of the cart it is.'),
    price: t.of(MoneyType, 'What the delivery costs, before discounts.'),
  },
  { isShareable: true },
);
export type CartDeliveryEstimateType = InstanceType<typeof CartDeliveryEstimateType>;

const CartCouponStatusType = enumOf('CartCouponStatus', 'What a code on a cart is worth.', {
  APPLIED: 'It takes something off.',
  NOT_APPLICABLE: 'It takes nothing off this cart; whether there is such a code is not said.',
  NOT_COMBINABLE: 'It cannot be combined with what applies already.',
  LOGIN_REQUIRED: 'Coupons are for buyers who have logged in.',
});

export type CartCouponStatus = EnumValue<typeof CartCouponStatusType>;

export const CartCouponType = objectType('CartCoupon', 'A code on a cart.', {
  code: t.string('The code.'),
  status: t.of(CartCouponStatusType, 'What it is worth; a checkout with a code that is not APPLIED is refused.'),
});
export type CartCouponType = InstanceType<typeof CartCouponType>;

export const CartDiscountType = objectType('CartDiscount', 'What a promotion takes off a cart, its delivery included.', {
  label: t.string('What it is called.'),
  amount: t.of(MoneyType, 'How much comes off.'),
  promotionId: t.id('The promotion.'),
  couponCode: t.string('The code that brought it; null when it needs none.').nullable(),
});
export type CartDiscountType = InstanceType<typeof CartDiscountType>;

export const CartType = objectType(
  'Cart',
  'What a buyer means to buy; only the buyer sees it.',
  {
    id: t.id('The id of the cart.'),
    pricing: t.of(CartPricingType, 'What promotions have to know of the cart.').external(),
    deliveryEstimate: t.list(CartDeliveryEstimateType, "What each seller's delivery would cost.").nullable().external(),
    countryCode: t.string('Where to: ISO 3166-1 alpha-2.').nullable().external(),
    // Answered by the resolver, all from one evaluation.
    coupons: t.hidden<readonly CartCouponType[] | null>().optional(),
    discounts: t.hidden<readonly CartDiscountType[] | null>().optional(),
    estimatedTotal: t.hidden<MoneyType | null>().optional(),
  },
  { key: 'id' },
);

const PromotionOutcomeType = enumOf<Considered['outcome']>('PromotionOutcome', 'What became of a promotion that was considered.', {
  APPLIED: 'It takes something off.',
  SKIPPED: 'It does not; the reason says why.',
});

export const ConsideredPromotionType = objectType(
  'ConsideredPromotion',
  'A promotion that was considered for a basket, and what became of it.',
  {
    promotionId: t.id('The promotion; null for a code that takes nothing off.').nullable(),
    label: t.string('What it is called; null for a code that takes nothing off.').nullable(),
    couponCode: t.string('The code that brought it; null when it needs none.').nullable(),
    outcome: t.of(PromotionOutcomeType, 'Whether it applies.'),
    reason: t.string('A stable code for the reason, such as MINIMUM_VALUE_NOT_MET.'),
    message: t.string('The reason as a sentence.'),
    amount: t.of(MoneyType, 'How much it takes off; null when it does not apply.').nullable(),
  },
);
export type ConsideredPromotionType = InstanceType<typeof ConsideredPromotionType>;

export const CartDiscountExplanationType = objectType(
  'CartDiscountExplanation',
  'Why a cart costs what it costs; only its owner sees it.',
  {
    cartId: t.id('The cart.'),
    pricing: t.of(CartPricingType, 'What promotions have to know of the cart.').external(),
    countryCode: t.string('Where to: ISO 3166-1 alpha-2.').nullable().external(),
    // Answered by the resolver.
    considered: t.hidden<readonly ConsideredPromotionType[] | null>().optional(),
  },
  { key: 'cartId' },
);
