import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { CheckoutId, ProductId, SellerId, UserId } from '@marketplace/kernel';
import { enumOf, MoneyType, type EnumValue } from '@marketplace/platform/graphql';
import type { Considered } from '../../domain/evaluation';

@Directive('@shareable')
@ObjectType('CartPricingLine', { description: 'A line that can be bought, at its price of now.' })
export class CartPricingLineType {
  @Field(() => ID, { description: 'The line of the cart.' })
  lineId!: string;

  @Field(() => ID, { description: 'What is bought.' })
  variantId!: string;

  @Field(() => ID, { description: 'The product that it is a variant of.' })
  productId!: ProductId;

  @Field(() => ID, { description: 'Who sells it.' })
  sellerId!: SellerId;

  @Field(() => Int, { description: 'How many of it.' })
  quantity!: number;

  @Field(() => MoneyType, { description: 'What one costs, before discounts.' })
  unitPrice!: MoneyType;
}

@Directive('@shareable')
@ObjectType('CartPricing', { description: 'What discounts are made from.' })
export class CartPricingType {
  @Field(() => ID, { nullable: true, description: 'Who buys; null for a guest.' })
  buyerId!: UserId | null;

  @Field(() => String, { nullable: true, description: 'The currency of all prices, ISO 4217; null while the cart is empty.' })
  currency!: string | null;

  @Field(() => [String], { description: 'The coupons on the cart, in the order in which they were applied.' })
  couponCodes!: readonly string[];

  @Field(() => [CartPricingLineType], { description: 'The lines that can be bought; what cannot has no price to take anything off.' })
  lines!: readonly CartPricingLineType[];

  @Field(() => ID, { nullable: true, description: 'The checkout that the cart is in, whose discounts hold; null while it is in none.' })
  checkoutId!: CheckoutId | null;
}

@Directive('@shareable')
@ObjectType('CartDeliveryEstimate', { description: "What delivery of one seller's part of a cart would cost." })
export class CartDeliveryEstimateType {
  @Field(() => ID, { description: 'Whose part of the cart it is.' })
  sellerId!: SellerId;

  @Field(() => MoneyType, { description: 'What the delivery costs, before discounts.' })
  price!: MoneyType;
}

const CartCouponStatusType = enumOf('CartCouponStatus', 'What a code on a cart is worth.', {
  APPLIED: 'It takes something off.',
  NOT_APPLICABLE: 'It takes nothing off this cart; whether there is such a code is not said.',
  NOT_COMBINABLE: 'It cannot be combined with what applies already.',
  LOGIN_REQUIRED: 'Coupons are for buyers who have logged in.',
});

export type CartCouponStatus = EnumValue<typeof CartCouponStatusType>;

@ObjectType('CartCoupon', { description: 'A code on a cart.' })
export class CartCouponType {
  @Field(() => String, { description: 'The code.' })
  code!: string;

  @Field(() => CartCouponStatusType, { description: 'What it is worth; a checkout with a code that is not APPLIED is refused.' })
  status!: CartCouponStatus;
}

@ObjectType('CartDiscount', { description: 'What a promotion takes off a cart, its delivery included.' })
export class CartDiscountType {
  @Field(() => String, { description: 'What it is called.' })
  label!: string;

  @Field(() => MoneyType, { description: 'How much comes off.' })
  amount!: MoneyType;

  @Field(() => ID, { description: 'The promotion.' })
  promotionId!: string;

  @Field(() => String, { nullable: true, description: 'The code that brought it; null when it needs none.' })
  couponCode!: string | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Cart', { description: 'What a buyer means to buy; only the buyer sees it.' })
export class CartType {
  @Field(() => ID, { description: 'The id of the cart.' })
  id!: string;

  @Directive('@external')
  @Field(() => CartPricingType, { description: 'What promotions have to know of the cart.' })
  pricing!: CartPricingType;

  @Directive('@external')
  @Field(() => [CartDeliveryEstimateType], { nullable: true, description: "What each seller's delivery would cost." })
  deliveryEstimate!: readonly CartDeliveryEstimateType[] | null;

  @Directive('@external')
  @Field(() => String, { nullable: true, description: 'Where to: ISO 3166-1 alpha-2.' })
  countryCode!: string | null;

  // Answered by the resolver, all from one evaluation.
  coupons?: readonly CartCouponType[] | null;
  discounts?: readonly CartDiscountType[] | null;
  estimatedTotal?: MoneyType | null;
}

const PromotionOutcomeType = enumOf<Considered['outcome']>('PromotionOutcome', 'What became of a promotion that was considered.', {
  APPLIED: 'It takes something off.',
  SKIPPED: 'It does not; the reason says why.',
});

@ObjectType('ConsideredPromotion', { description: 'A promotion that was considered for a basket, and what became of it.' })
export class ConsideredPromotionType {
  @Field(() => ID, { nullable: true, description: 'The promotion; null for a code that takes nothing off.' })
  promotionId!: string | null;

  @Field(() => String, { nullable: true, description: 'What it is called; null for a code that takes nothing off.' })
  label!: string | null;

  @Field(() => String, { nullable: true, description: 'The code that brought it; null when it needs none.' })
  couponCode!: string | null;

  @Field(() => PromotionOutcomeType, { description: 'Whether it applies.' })
  outcome!: EnumValue<typeof PromotionOutcomeType>;

  @Field(() => String, { description: 'A stable code for the reason, such as MINIMUM_VALUE_NOT_MET.' })
  reason!: string;

  @Field(() => String, { description: 'The reason as a sentence.' })
  message!: string;

  @Field(() => MoneyType, { nullable: true, description: 'How much it takes off; null when it does not apply.' })
  amount!: MoneyType | null;
}

@Directive('@key(fields: "cartId")')
@ObjectType('CartDiscountExplanation', { description: 'Why a cart costs what it costs; only its owner sees it.' })
export class CartDiscountExplanationType {
  @Field(() => ID, { description: 'The cart.' })
  cartId!: string;

  @Directive('@external')
  @Field(() => CartPricingType, { description: 'What promotions have to know of the cart.' })
  pricing!: CartPricingType;

  @Directive('@external')
  @Field(() => String, { nullable: true, description: 'Where to: ISO 3166-1 alpha-2.' })
  countryCode!: string | null;

  // Answered by the resolver.
  considered?: readonly ConsideredPromotionType[] | null;
}
