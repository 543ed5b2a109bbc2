import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { Instant, UserId } from '@marketplace/kernel';
import { DateTime, field, fieldOr, IdempotencyKey, payloadOf } from '@marketplace/platform/graphql';
import type { CouponId } from '../../domain/coupon';
import type { PromotionId } from '../../domain/promotion';
import { CouponType, PromotionType } from './promotion.types';

@InputType('CouponsCreateInput', { description: 'Codes for a promotion: either one code, or a prefix and how many.' })
export class CouponsCreateInput {
  @Field(() => ID, { description: 'The promotion, one that needs coupons.' })
  promotionId!: PromotionId;

  @Field(() => String, { nullable: true, description: 'One code that people can say: 3 to 40 letters, digits and hyphens.' })
  code?: string;

  @Field(() => String, { nullable: true, description: 'What each code of a series begins with; a random part follows.' })
  prefix?: string;

  @Field(() => Int, { nullable: true, description: 'How many codes of a series, up to 10,000.' })
  count?: number;

  @Field(() => Int, { nullable: true, description: 'The most checkouts that can use each code.' })
  maxUses?: number;

  @Field(() => Int, { nullable: true, description: 'The most checkouts of one buyer that can use each code.' })
  maxUsesPerBuyer?: number;

  @Field(() => DateTime, { nullable: true, description: 'From when on they can be used.' })
  startsAt?: Instant;

  @Field(() => DateTime, { nullable: true, description: 'Until when they can be used.' })
  endsAt?: Instant;

  @IdempotencyKey()
  idempotencyKey!: string;
}

export const CouponsCreatePayload = payloadOf(
  'CouponsCreatePayload',
  'The codes that were made.',
  {
    promotion: field(() => PromotionType, 'The promotion, where all its codes can be read; null when it was refused.'),
    count: fieldOr(0, () => Int, 'How many codes were made.'),
    coupons: fieldOr([], () => [CouponType], 'The codes of this request, at most the first 100.'),
  },
  { userErrors: 'Why nothing happened.' },
);

@InputType('CouponDisableInput', { description: 'Which code to take out of use.' })
export class CouponDisableInput {
  @Field(() => ID, { description: 'The coupon.' })
  couponId!: CouponId;

  @Field(() => Int, { description: 'The version you have seen: with another one nothing changes.' })
  expectedVersion!: number;
}

export const CouponPayload = payloadOf('CouponPayload', 'The coupon after the change, or why there was none.', {
  coupon: field(() => CouponType, 'The coupon as it is now; null when it was refused.'),
});

@ObjectType('BuyerSegment', { description: 'Buyers that promotions can be made for.' })
class BuyerSegmentType {
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
  addUserIds!: readonly UserId[];

  @Field(() => [ID], { defaultValue: [], description: 'Users who leave; named in both lists, a user leaves.' })
  removeUserIds!: readonly UserId[];
}

export const BuyerSegmentPayload = payloadOf('BuyerSegmentPayload', 'The segment after the change.', {
  segment: field(() => BuyerSegmentType, 'The segment as it is now; null when it was refused.'),
});
