import type { Instant, UserId } from '@marketplace/kernel';
import { inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { CouponId } from '../../domain/coupon';
import type { PromotionId } from '../../domain/promotion';
import { CouponType, PromotionType } from './promotion.types';

export const CouponsCreateInput = inputType('CouponsCreateInput', 'Codes for a promotion: either one code, or a prefix and how many.', {
  promotionId: t.id<PromotionId>('The promotion, one that needs coupons.'),
  code: t.string('One code that people can say: 3 to 40 letters, digits and hyphens.').optional(),
  prefix: t.string('What each code of a series begins with; a random part follows.').optional(),
  count: t.int('How many codes of a series, up to 10,000.').optional(),
  maxUses: t.int('The most checkouts that can use each code.').optional(),
  maxUsesPerBuyer: t.int('The most checkouts of one buyer that can use each code.').optional(),
  startsAt: t.dateTime<Instant>('From when on they can be used.').optional(),
  endsAt: t.dateTime<Instant>('Until when they can be used.').optional(),
  idempotencyKey: t.idempotencyKey(),
});
export type CouponsCreateInput = InstanceType<typeof CouponsCreateInput>;

export const CouponsCreatePayload = payloadOf(
  'CouponsCreatePayload',
  'The codes that were made.',
  {
    promotion: t.of(PromotionType, 'The promotion, where all its codes can be read; null when it was refused.'),
    count: t.int('How many codes were made.').whenRefused(0),
    coupons: t.list(CouponType, 'The codes of this request, at most the first 100.').whenRefused([]),
  },
  { userErrors: 'Why nothing happened.' },
);

export const CouponDisableInput = inputType('CouponDisableInput', 'Which code to take out of use.', {
  couponId: t.id<CouponId>('The coupon.'),
  expectedVersion: t.int('The version you have seen: with another one nothing changes.'),
});

export const CouponPayload = payloadOf('CouponPayload', 'The coupon after the change, or why there was none.', {
  coupon: t.of(CouponType, 'The coupon as it is now; null when it was refused.'),
});

const BuyerSegmentType = objectType('BuyerSegment', 'Buyers that promotions can be made for.', {
  name: t.string('What it is called.'),
  size: t.int('How many users belong to it.'),
});

export const BuyerSegmentUpdateInput = inputType('BuyerSegmentUpdateInput', 'Who joins a segment, and who leaves it.', {
  segment: t.string('2 to 40 small letters, digits and hyphens; made when somebody joins first.'),
  addUserIds: t.ids<UserId>('Users who join; together with those who leave at most 10,000.').default([]),
  removeUserIds: t.ids<UserId>('Users who leave; named in both lists, a user leaves.').default([]),
});

export const BuyerSegmentPayload = payloadOf('BuyerSegmentPayload', 'The segment after the change.', {
  segment: t.of(BuyerSegmentType, 'The segment as it is now; null when it was refused.'),
});
