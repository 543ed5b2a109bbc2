import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { SellerId } from '@marketplace/kernel';
import {
  connectionOf,
  DateTime,
  enumOf,
  field,
  IdempotencyKey,
  MoneyType,
  payloadOf,
  stubOf,
  type Connection,
  type Stub,
} from '@marketplace/platform/graphql';
import type { Funding, PromotionId, PromotionStatus } from '../../domain/promotion';
import type { CouponStatus } from '../../domain/coupon';
import { PromotionEffectType, PromotionRulesType, PromotionStackingType, PromotionTermsInput } from './terms.types';

export const PromotionStatusType = enumOf<PromotionStatus>('PromotionStatus', 'Where a promotion stands.', {
  DRAFT: 'Made, and applied to nothing yet.',
  ACTIVE: 'Applies within its period.',
  PAUSED: 'Applies to nothing until it is activated again.',
  EXPIRED: 'Its period is over; for good.',
  ARCHIVED: 'Taken out of use; for good.',
});

export const PromotionFundingType = enumOf<Funding>('PromotionFunding', 'Who pays for a discount.', {
  PLATFORM: 'The platform: sellers get the full price.',
  SELLER: 'Each seller, for its own lines.',
});

const CouponStatusType = enumOf<CouponStatus>('CouponStatus', 'Whether a code can be used.', {
  ACTIVE: 'It can, within its own period and limits and those of its promotion.',
  DISABLED: 'Taken out of use; for good.',
});

const SellerStub = stubOf('Seller', 'Who sells.');

@Directive('@key(fields: "id")')
@ObjectType('Coupon', { description: 'A code for a promotion; only those who keep the promotion see it.' })
export class CouponType {
  @Field(() => ID, { description: 'The id of the coupon.' })
  id!: string;

  @Field(() => String, { description: 'What the buyer types.' })
  code!: string;

  @Field(() => CouponStatusType, { description: 'Whether it can be used.' })
  status!: CouponStatus;

  @Field(() => Int, { description: 'Grows with every change; pass it as expectedVersion.' })
  version!: number;

  @Field(() => Int, { nullable: true, description: 'The most checkouts that can use it; null without such a limit.' })
  maxUses!: number | null;

  @Field(() => Int, { nullable: true, description: 'The most checkouts of one buyer that can use it; null without such a limit.' })
  maxUsesPerBuyer!: number | null;

  @Field(() => Int, { description: 'Uses that checkouts under way hold.' })
  usesHeld!: number;

  @Field(() => Int, { description: 'Uses that have been paid for.' })
  usesConsumed!: number;

  @Field(() => DateTime, { nullable: true, description: "From when on it can be used; null for the promotion's own period." })
  startsAt!: string | null;

  @Field(() => DateTime, { nullable: true, description: "Until when it can be used; null for the promotion's own period." })
  endsAt!: string | null;

  promotionId!: string;
}

export const CouponConnectionType = connectionOf('Coupon', CouponType);

@Directive('@key(fields: "id")')
@ObjectType('Promotion', { description: 'A reason to pay less; in full only for those who keep it.' })
export class PromotionType {
  @Field(() => ID, { description: 'The id of the promotion.' })
  id!: string;

  @Field(() => String, { description: 'What buyers read.' })
  label!: string;

  @Field(() => PromotionStatusType, { description: 'Where it stands.' })
  status!: PromotionStatus;

  @Field(() => Int, { description: 'Grows with every change; pass it as expectedVersion.' })
  version!: number;

  @Field(() => SellerStub, { nullable: true, description: 'Whose promotion it is; null for the platform.' })
  seller!: Stub | null;

  @Field(() => PromotionFundingType, { description: 'Who pays for it.' })
  fundedBy!: Funding;

  @Field(() => Boolean, { description: 'Whether it applies only with one of its coupons.' })
  needsCoupon!: boolean;

  @Field(() => Int, { description: 'The highest is considered first.' })
  priority!: number;

  @Field(() => DateTime, { description: 'From when on it applies.' })
  startsAt!: string;

  @Field(() => DateTime, { nullable: true, description: 'Until when; null without an end.' })
  endsAt!: string | null;

  @Field(() => PromotionRulesType, { description: 'Its conditions.' })
  rules!: PromotionRulesType;

  @Field(() => [PromotionEffectType], { description: 'What it takes off, in order.' })
  effects!: readonly PromotionEffectType[];

  @Field(() => PromotionStackingType, { description: 'With what else it may be combined.' })
  stacking!: PromotionStackingType;

  @Field(() => [MoneyType], { nullable: true, description: 'The most that one cart gets; null without such a limit.' })
  maximumDiscount!: readonly MoneyType[] | null;

  @Field(() => Int, { nullable: true, description: 'The most checkouts that can use it; null without such a limit.' })
  maxUses!: number | null;

  @Field(() => Int, { nullable: true, description: 'The most checkouts of one buyer that can use it; null without such a limit.' })
  maxUsesPerBuyer!: number | null;

  @Field(() => MoneyType, { nullable: true, description: 'The most that all checkouts together get; null without such a limit.' })
  budget!: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'What of the budget is held or spent; null without a budget.' })
  budgetUsed!: MoneyType | null;

  @Field(() => Int, { description: 'Uses that checkouts under way hold.' })
  usesHeld!: number;

  @Field(() => Int, { description: 'Uses that have been paid for.' })
  usesConsumed!: number;

  // Answered by the resolver, page by page.
  coupons?: Connection<CouponType>;
}

export const PromotionConnectionType = connectionOf('Promotion', PromotionType);

@ObjectType('ActivePromotion', { description: 'What everybody may know of a promotion that applies now without a coupon.' })
export class ActivePromotionType {
  @Field(() => ID, { description: 'The id of the promotion.' })
  id!: string;

  @Field(() => String, { description: 'What it is.' })
  label!: string;

  @Field(() => DateTime, { description: 'Since when it applies.' })
  startsAt!: string;

  @Field(() => DateTime, { nullable: true, description: 'Until when; null without an end.' })
  endsAt!: string | null;

  @Field(() => SellerStub, { nullable: true, description: 'Whose it is; null for the platform.' })
  seller!: Stub | null;
}

export const ActivePromotionConnectionType = connectionOf('ActivePromotion', ActivePromotionType);

@InputType('PromotionCreateInput', { description: 'A new promotion; it is a draft until it is activated.' })
export class PromotionCreateInput {
  @Field(() => ID, { nullable: true, description: "Whose it is; left out for the platform's own." })
  sellerId?: SellerId;

  @Field(() => PromotionFundingType, { nullable: true, description: "Who pays; a seller's promotion is always paid by the seller." })
  fundedBy?: Funding;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it applies only with one of its coupons.' })
  needsCoupon!: boolean;

  @Field(() => PromotionTermsInput, { description: 'What it says.' })
  terms!: PromotionTermsInput;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputType('PromotionStatusInput', { description: 'Which promotion is to change its status.' })
export class PromotionStatusInput {
  @Field(() => ID, { description: 'The promotion.' })
  promotionId!: PromotionId;

  @Field(() => Int, { description: 'The version you have seen: with another one nothing changes.' })
  expectedVersion!: number;
}

@InputType('PromotionUpdateInput', { description: 'New terms for a promotion; checkouts under way keep their price.' })
export class PromotionUpdateInput extends PromotionStatusInput {
  @Field(() => PromotionTermsInput, { description: 'All its terms, in place of those it has.' })
  terms!: PromotionTermsInput;
}

export const PromotionPayload = payloadOf('PromotionPayload', 'The promotion after the change, or why there was none.', {
  promotion: field(() => PromotionType, 'The promotion as it is now; null when it was refused.'),
});
