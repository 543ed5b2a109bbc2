import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateTime, enumOf, MoneyInput, MoneyType, type EnumValue } from '@marketplace/platform/graphql';
import type { Instant } from '@marketplace/kernel';

export const PromotionEffectKindType = enumOf('PromotionEffectKind', 'How a promotion takes something off.', {
  PERCENTAGE: 'A share of what the lines cost: basisPoints.',
  FIXED_AMOUNT: 'An amount off all lines together, not more than they cost: amounts.',
  FIXED_PRICE: 'A piece costs this much, where it costs more: amounts.',
  BUY_X_GET_Y: 'Of each group of buy + get pieces, dearest first, the last ones are reduced: buy, get, basisPoints.',
  FREE_SHIPPING: 'Delivery by the sellers of the lines costs nothing.',
  TIERED: 'The highest tier reached decides: tiers, all by value or all by quantity.',
});

@InputType('PromotionRulesInput', { description: 'Conditions, which must all hold; what is left out asks nothing.' })
export class PromotionRulesInput {
  @Field(() => [ID], { nullable: true, description: 'Only lines of these products, up to 500.' })
  productIds?: readonly string[];

  @Field(() => [ID], { nullable: true, description: 'Only lines of products in these categories or below them, up to 500.' })
  categoryIds?: readonly string[];

  @Field(() => [ID], { nullable: true, description: 'Only lines of these sellers, up to 500.' })
  sellerIds?: readonly string[];

  @Field(() => [MoneyInput], {
    nullable: true,
    description:
      "What the cart's goods cost at least before any discount, one amount per currency; for a seller's promotion its own goods.",
  })
  minimumValue?: readonly MoneyInput[];

  @Field(() => Int, { nullable: true, description: 'So many pieces at least of the lines that the promotion is for.' })
  minimumQuantity?: number;

  @Field(() => [String], { nullable: true, description: 'Only buyers in one of these segments.' })
  segments?: readonly string[];

  @Field(() => Boolean, { nullable: true, description: 'Only buyers who have not paid for anything yet.' })
  firstOrder?: boolean;

  @Field(() => [String], { nullable: true, description: 'Only deliveries to these countries: ISO 3166-1 alpha-2.' })
  countryCodes?: readonly string[];
}

@ObjectType('PromotionRules', { description: 'Conditions of a promotion, which must all hold; null asks nothing.' })
export class PromotionRulesType {
  @Field(() => [ID], { nullable: true, description: 'Only lines of these products.' })
  productIds!: readonly string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only lines of products in these categories or below them.' })
  categoryIds!: readonly string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only lines of these sellers.' })
  sellerIds!: readonly string[] | null;

  @Field(() => [MoneyType], { nullable: true, description: 'What the goods cost at least before any discount, one amount per currency.' })
  minimumValue!: readonly MoneyType[] | null;

  @Field(() => Int, { nullable: true, description: 'So many pieces at least of the lines that the promotion is for.' })
  minimumQuantity!: number | null;

  @Field(() => [String], { nullable: true, description: 'Only buyers in one of these segments.' })
  segments!: readonly string[] | null;

  @Field(() => Boolean, { description: 'Only buyers who have not paid for anything yet.' })
  firstOrder!: boolean;

  @Field(() => [String], { nullable: true, description: 'Only deliveries to these countries.' })
  countryCodes!: readonly string[] | null;
}

@InputType('PromotionTierInput', { description: 'A tier: from where on, and what comes off; either basisPoints or amounts.' })
export class PromotionTierInput {
  @Field(() => [MoneyInput], { nullable: true, description: 'From this value of the lines on, one amount per currency.' })
  minimumValue?: readonly MoneyInput[];

  @Field(() => Int, { nullable: true, description: 'From this number of pieces on; instead of a value.' })
  minimumQuantity?: number;

  @Field(() => Int, { nullable: true, description: 'Hundredths of a percent: 2500 is 25 %.' })
  basisPoints?: number;

  @Field(() => [MoneyInput], { nullable: true, description: 'An amount off, one per currency.' })
  amounts?: readonly MoneyInput[];
}

@InputType('PromotionEffectInput', { description: 'What comes off; which fields it needs its kind says.' })
export class PromotionEffectInput {
  @Field(() => PromotionEffectKindType, { description: 'How.' })
  kind!: EnumValue<typeof PromotionEffectKindType>;

  @Field(() => Int, { nullable: true, description: 'Hundredths of a percent: 2500 is 25 %.' })
  basisPoints?: number;

  @Field(() => [MoneyInput], { nullable: true, description: 'One amount per currency; carts in others get nothing.' })
  amounts?: readonly MoneyInput[];

  @Field(() => Int, { nullable: true, description: 'How many pieces of a group cost what they cost.' })
  buy?: number;

  @Field(() => Int, { nullable: true, description: 'How many pieces of a group are reduced.' })
  get?: number;

  @Field(() => [PromotionTierInput], { nullable: true, description: 'One to ten tiers, rising.' })
  tiers?: readonly PromotionTierInput[];
}

@ObjectType('PromotionTier', { description: 'A tier: from where on, and what comes off.' })
export class PromotionTierType {
  @Field(() => [MoneyType], { nullable: true, description: 'From this value of the lines on; null for tiers by quantity.' })
  minimumValue!: readonly MoneyType[] | null;

  @Field(() => Int, { nullable: true, description: 'From this number of pieces on; null for tiers by value.' })
  minimumQuantity!: number | null;

  @Field(() => Int, { nullable: true, description: 'Hundredths of a percent that come off.' })
  basisPoints!: number | null;

  @Field(() => [MoneyType], { nullable: true, description: 'The amount that comes off, one per currency.' })
  amounts!: readonly MoneyType[] | null;
}

@ObjectType('PromotionEffect', { description: 'What comes off; which fields are set its kind says.' })
export class PromotionEffectType {
  @Field(() => PromotionEffectKindType, { description: 'How.' })
  kind!: EnumValue<typeof PromotionEffectKindType>;

  @Field(() => Int, { nullable: true, description: 'Hundredths of a percent: 2500 is 25 %.' })
  basisPoints!: number | null;

  @Field(() => [MoneyType], { nullable: true, description: 'One amount per currency.' })
  amounts!: readonly MoneyType[] | null;

  @Field(() => Int, { nullable: true, description: 'How many pieces of a group cost what they cost.' })
  buy!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many pieces of a group are reduced.' })
  get!: number | null;

  @Field(() => [PromotionTierType], { nullable: true, description: 'The tiers, rising.' })
  tiers!: readonly PromotionTierType[] | null;
}

@InputType('PromotionStackingInput', { description: 'With what else the promotion may take something off the same line or delivery.' })
export class PromotionStackingInput {
  @Field(() => Boolean, { description: 'With promotions that need no coupon.' })
  withPromotions!: boolean;

  @Field(() => Boolean, { description: 'With promotions that came with a coupon.' })
  withCoupons!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'At most one promotion of a group applies to a cart; 2 to 40 small letters, digits and hyphens.',
  })
  exclusivityGroup?: string;
}

@ObjectType('PromotionStacking', { description: 'With what else the promotion may take something off the same line or delivery.' })
export class PromotionStackingType {
  @Field(() => Boolean, { description: 'With promotions that need no coupon.' })
  withPromotions!: boolean;

  @Field(() => Boolean, { description: 'With promotions that came with a coupon.' })
  withCoupons!: boolean;

  @Field(() => String, { nullable: true, description: 'At most one promotion of the group applies to a cart.' })
  exclusivityGroup!: string | null;
}

@InputType('PromotionTermsInput', { description: 'All that a promotion says; an update replaces it as a whole.' })
export class PromotionTermsInput {
  @Field(() => String, { description: 'What buyers read, 1 to 100 characters: "Welcome: 10% off".' })
  label!: string;

  @Field(() => Int, { defaultValue: 0, description: 'The highest is considered first, -1000 to 1000.' })
  priority!: number;

  @Field(() => DateTime, { description: 'From when on it applies.' })
  startsAt!: Instant;

  @Field(() => DateTime, { nullable: true, description: 'Until when; without it there is no end.' })
  endsAt?: Instant;

  @Field(() => PromotionRulesInput, { nullable: true, description: 'Conditions; without them it is for everything.' })
  rules?: PromotionRulesInput;

  @Field(() => [PromotionEffectInput], { description: 'One to three, in this order, each on what the one before has left.' })
  effects!: readonly PromotionEffectInput[];

  @Field(() => PromotionStackingInput, { description: 'With what else it may be combined; nothing is assumed.' })
  stacking!: PromotionStackingInput;

  @Field(() => [MoneyInput], { nullable: true, description: 'The most that one cart gets, one amount per currency.' })
  maximumDiscount?: readonly MoneyInput[];

  @Field(() => Int, { nullable: true, description: 'The most checkouts that can use it.' })
  maxUses?: number;

  @Field(() => Int, { nullable: true, description: 'The most checkouts of one buyer that can use it.' })
  maxUsesPerBuyer?: number;

  @Field(() => MoneyInput, { nullable: true, description: 'The most that all checkouts together get; only carts in its currency do.' })
  budget?: MoneyInput;
}
