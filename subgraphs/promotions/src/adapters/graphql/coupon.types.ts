import type { Instant, UserId } from '@marketplace/kernel';
import { inputType, objectType, payloadOf, t } from '@marketplace/platform/graphql';
import type { CouponId } from '../../domain/coupon';
import type { PromotionId } from '../../domain/promotion';
import { CouponType, PromotionType } from './promotion.types';

export const CouponsCreateInput = inputType(
  'CouponsCreateInput',
  'The coupon codes to create: either a single code, or a prefix and a count.',
  {
    promotionId: t.id<PromotionId>('The ID of the promotion, which must require a coupon.'),
    code: t.string('The code of a single coupon: 3 to 40 letters, digits and hyphens.').optional(),
    prefix: t.string('The prefix of each code in a batch; a random suffix follows.').optional(),
    count: t.int('The number of codes in the batch, from 1 to 10,000.').optional(),
    maxUses: t.int('The maximum number of checkouts that can use each code.').optional(),
    maxUsesPerBuyer: t.int('The maximum number of checkouts of one buyer that can use each code.').optional(),
    startsAt: t.dateTime<Instant>('The date and time when the codes become valid.').optional(),
    endsAt: t.dateTime<Instant>('The date and time when the codes expire.').optional(),
    idempotencyKey: t.idempotencyKey(),
  },
);
export type CouponsCreateInput = InstanceType<typeof CouponsCreateInput>;

export const CouponsCreatePayload = payloadOf(
  'CouponsCreatePayload',
  'The result of couponsCreate.',
  {
    promotion: t.of(PromotionType, 'The promotion, which lists all its codes; null when the request failed.'),
    count: t.int('The number of codes created.').whenRefused(0),
    coupons: t.list(CouponType, 'The codes created by this request, at most 100 of them.').whenRefused([]),
  },
  { userErrors: 'The errors that prevented the change; empty if it succeeded.' },
);

export const CouponDisableInput = inputType('CouponDisableInput', 'The coupon to disable.', {
  couponId: t.id<CouponId>('The ID of the coupon.'),
  expectedVersion: t.int('Changes the coupon only if it still has this version; otherwise VERSION_CONFLICT.'),
});

export const CouponPayload = payloadOf('CouponPayload', 'The result of changing a coupon.', {
  coupon: t.of(CouponType, 'The coupon after the change; null when the request failed.'),
});

const BuyerSegmentType = objectType('BuyerSegment', 'A segment of buyers that promotions can target.', {
  name: t.string('The name of the segment.'),
  size: t.int('The number of users in the segment.'),
});

export const BuyerSegmentUpdateInput = inputType('BuyerSegmentUpdateInput', 'The changes to a buyer segment.', {
  segment: t.string('The name of the segment: 2 to 40 lowercase letters, digits and hyphens. A new name creates a segment.'),
  addUserIds: t.ids<UserId>('The IDs of the users to add. At most 10,000 users can be added and removed at a time.').default([]),
  removeUserIds: t.ids<UserId>('The IDs of the users to remove. A user in both lists is removed.').default([]),
});

export const BuyerSegmentPayload = payloadOf('BuyerSegmentPayload', 'The result of changing a segment.', {
  segment: t.of(BuyerSegmentType, 'The segment after the change; null when the request failed.'),
});
