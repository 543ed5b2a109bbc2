import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { Instant } from '@marketplace/kernel';
import { DateTime, UserErrorType } from '@marketplace/platform/graphql';
import { CouponType, PromotionType } from './promotion.types';

@InputType('CouponsCreateInput', { description: 'Codes for a promotion: either one code, or a prefix and how many.' })
export class CouponsCreateInput {
  @Field(() => ID, { description: 'The promotion, one that needs coupons.' })
  promotionId!: string;

  @Field(() => String, { nullable: true, description: 'One code that people can say: 3 to 40 letters, digits and hyphens.' })
  code?: string | null;

  @Field(() => String, { nullable: true, description: 'What each code of a series begins with; a random part follows.' })
  prefix?: string | null;

  @Field(() => Int, { nullable: true, description: 'How many codes of a series, up to 10,000.' })
  count?: number | null;

  @Field(() => Int, { nullable: true, description: 'The most checkouts that can use each code.' })
  maxUses?: number | null;

  @Field(() => Int, { nullable: true, description: 'The most checkouts of one buyer that can use each code.' })
  maxUsesPerBuyer?: number | null;

  @Field(() => DateTime, { nullable: true, description: 'From when on they can be used.' })
  startsAt?: Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when they can be used.' })
  endsAt?: Instant | null;

  @Field(() => String, { description: 'Makes a repeated request the same request: 1 to 200 visible ASCII characters.' })
  idempotencyKey!: string;
}

@ObjectType('CouponsCreatePayload', { description: 'The codes that were made.' })
export class CouponsCreatePayload {
  @Field(() => PromotionType, { nullable: true, description: 'The promotion, where all its codes can be read; null when it was refused.' })
  promotion!: PromotionType | null;

  @Field(() => Int, { description: 'How many codes were made.' })
  count!: number;

  @Field(() => [CouponType], { description: 'The codes of this request, at most the first 100.' })
  coupons!: readonly CouponType[];

  @Field(() => [UserErrorType], { description: 'Why nothing happened.' })
  userErrors!: readonly UserErrorType[];
}

@InputType('CouponDisableInput', { description: 'Which code to take out of use.' })
export class CouponDisableInput {
  @Field(() => ID, { description: 'The coupon.' })
  couponId!: string;

  @Field(() => Int, { description: 'The version you have seen: with another one nothing changes.' })
  expectedVersion!: number;
}

@ObjectType('CouponPayload', { description: 'The coupon after the change, or why there was none.' })
export class CouponPayload {
  @Field(() => CouponType, { nullable: true, description: 'The coupon as it is now; null when it was refused.' })
  coupon!: CouponType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing changed; empty when it did.' })
  userErrors!: readonly UserErrorType[];
}

@ObjectType('BuyerSegment', { description: 'Buyers that promotions can be made for.' })
export class BuyerSegmentType {
  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @Field(() => Int, { description: 'How many users belong to it.' })
  size!: number;
}

@InputType('BuyerSegmentUpdateInput', { description: 'Who joins a segment, and who leaves it.' })
export class BuyerSegmentUpdateInput {
  @Field(() => String, { description: '2 to 40 small letters, digits and hyphens; made when somebody joins first.' })
  segment!: string;

  @Field(() => [ID], { defaultValue: [], description: 'Users who join; together with those who leave at most 10,000.' })
  addUserIds!: readonly string[];

  @Field(() => [ID], { defaultValue: [], description: 'Users who leave; named in both lists, a user leaves.' })
  removeUserIds!: readonly string[];
}

@ObjectType('BuyerSegmentPayload', { description: 'The segment after the change.' })
export class BuyerSegmentPayload {
  @Field(() => BuyerSegmentType, { nullable: true, description: 'The segment as it is now; null when it was refused.' })
  segment!: BuyerSegmentType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing changed; empty when it did.' })
  userErrors!: readonly UserErrorType[];
}
