import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { Instant } from '@marketplace/kernel';
import { DateTime, field, MoneyInput, MoneyType, payloadOf } from '@marketplace/platform/graphql';
import type { Funding } from '../../domain/promotion';
import { ConsideredPromotionType } from './cart.types';
import { PromotionFundingType } from './promotion.types';
import { PromotionTermsInput } from './terms.types';

@InputType('SimulatedLineInput', { description: 'A line of a basket that does not exist.' })
export class SimulatedLineInput {
  @Field(() => ID, { description: 'The product.' })
  productId!: string;

  @Field(() => ID, { description: 'Who sells it.' })
  sellerId!: string;

  @Field(() => [ID], { nullable: true, description: 'Its category and all that it lies in; left out, those of the catalogue.' })
  categoryIds?: readonly string[];

  @Field(() => Int, { description: 'How many, 1 to 999.' })
  quantity!: number;

  @Field(() => MoneyInput, { description: 'What one costs.' })
  unitPrice!: MoneyInput;
}

@InputType('SimulatedDeliveryInput', { description: "What a seller's delivery costs." })
export class SimulatedDeliveryInput {
  @Field(() => ID, { description: 'The seller.' })
  sellerId!: string;

  @Field(() => MoneyInput, { description: 'What it costs.' })
  price!: MoneyInput;
}

@InputType('SimulatedBuyerInput', { description: 'What is known of the buyer; without one it is a guest.' })
export class SimulatedBuyerInput {
  @Field(() => [String], { defaultValue: [], description: 'The segments that the buyer belongs to.' })
  segments!: readonly string[];

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it would be the first order.' })
  firstOrder!: boolean;
}

@InputType('SimulatedPromotionInput', { description: 'A promotion that does not exist yet.' })
export class SimulatedPromotionInput {
  @Field(() => ID, { nullable: true, description: "Whose it would be; left out for the platform's own." })
  sellerId?: string;

  @Field(() => PromotionFundingType, { nullable: true, description: 'Who would pay.' })
  fundedBy?: Funding;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it would need a coupon; the basket then has one.' })
  needsCoupon!: boolean;

  @Field(() => PromotionTermsInput, { description: 'What it would say.' })
  terms!: PromotionTermsInput;
}

@InputType('PromotionSimulateInput', { description: 'A basket, a buyer, and the promotions to try on them.' })
export class PromotionSimulateInput {
  @Field(() => [SimulatedLineInput], { description: 'What is in the basket, up to 100 lines in one currency.' })
  lines!: readonly SimulatedLineInput[];

  @Field(() => [SimulatedDeliveryInput], { defaultValue: [], description: 'What delivery costs.' })
  delivery!: readonly SimulatedDeliveryInput[];

  @Field(() => String, { nullable: true, description: 'Where to: ISO 3166-1 alpha-2.' })
  countryCode?: string;

  @Field(() => SimulatedBuyerInput, { nullable: true, description: 'Who buys; left out for a guest.' })
  buyer?: SimulatedBuyerInput;

  @Field(() => [ID], { defaultValue: [], description: 'Promotions that you keep, whatever their status, up to 50.' })
  promotionIds!: readonly string[];

  @Field(() => SimulatedPromotionInput, { nullable: true, description: 'One that does not exist yet, considered beside the others.' })
  draft?: SimulatedPromotionInput;

  @Field(() => DateTime, { nullable: true, description: 'When; left out for now.' })
  at?: Instant;
}

@ObjectType('PromotionSimulation', { description: 'What promotions would do to a basket.' })
export class PromotionSimulationType {
  @Field(() => [ConsideredPromotionType], { description: 'Every promotion, in order, and why it applies or not.' })
  considered!: readonly ConsideredPromotionType[];

  @Field(() => MoneyType, { description: 'What the goods cost before any discount.' })
  goods!: MoneyType;

  @Field(() => MoneyType, { description: 'What comes off the goods.' })
  goodsDiscount!: MoneyType;

  @Field(() => MoneyType, { description: 'What delivery costs before any discount.' })
  delivery!: MoneyType;

  @Field(() => MoneyType, { description: 'What comes off delivery.' })
  deliveryDiscount!: MoneyType;

  @Field(() => MoneyType, { description: 'What is left to pay.' })
  total!: MoneyType;
}

export const PromotionSimulationResult = payloadOf(
  'PromotionSimulationResult',
  'The simulation, or why there is none.',
  { simulation: field(() => PromotionSimulationType, 'What would come of it; null when it was refused.') },
  { userErrors: 'What is wrong with the request.' },
);
