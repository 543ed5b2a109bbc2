import type { SellerId } from '@marketplace/kernel';
import {
  connectionOf,
  enumOf,
  inputType,
  MoneyType,
  objectType,
  payloadOf,
  stubOf,
  t,
  type Connection,
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

export const CouponType = objectType(
  'Coupon',
  'A code for a promotion; only those who keep the promotion see it.',
  {
    id: t.id('The id of the coupon.'),
    code: t.string('What the buyer types.'),
    status: t.of(CouponStatusType, 'Whether it can be used.'),
    version: t.int('Grows with every change; pass it as expectedVersion.'),
    maxUses: t.int('The most checkouts that can use it; null without such a limit.').nullable(),
    maxUsesPerBuyer: t.int('The most checkouts of one buyer that can use it; null without such a limit.').nullable(),
    usesHeld: t.int('Uses that checkouts under way hold.'),
    usesConsumed: t.int('Uses that have been paid for.'),
    startsAt: t.dateTime("From when on it can be used; null for the promotion's own period.").nullable(),
    endsAt: t.dateTime("Until when it can be used; null for the promotion's own period.").nullable(),
    promotionId: t.hidden<string>(),
  },
  { key: 'id' },
);
export type CouponType = InstanceType<typeof CouponType>;

export const CouponConnectionType = connectionOf('Coupon', CouponType);

export const PromotionType = objectType(
  'Promotion',
  'A reason to pay less; in full only for those who keep it.',
  {
    id: t.id('The id of the promotion.'),
    label: t.string('What buyers read.'),
    status: t.of(PromotionStatusType, 'Where it stands.'),
    version: t.int('Grows with every change; pass it as expectedVersion.'),
    seller: t.of(SellerStub, 'Whose promotion it is; null for the platform.').nullable(),
    fundedBy: t.of(PromotionFundingType, 'Who pays for it.'),
    needsCoupon: t.boolean('Whether it applies only with one of its coupons.'),
    priority: t.int('The highest is considered first.'),
    startsAt: t.dateTime('From when on it applies.'),
    endsAt: t.dateTime('Until when; null without an end.').nullable(),
    rules: t.of(PromotionRulesType, 'Its conditions.'),
    effects: t.list(PromotionEffectType, 'What it takes off, in order.'),
    stacking: t.of(PromotionStackingType, 'With what else it may be combined.'),
    maximumDiscount: t.list(MoneyType, 'The most that one cart gets; null without such a limit.').nullable(),
    maxUses: t.int('The most checkouts that can use it; null without such a limit.').nullable(),
    maxUsesPerBuyer: t.int('The most checkouts of one buyer that can use it; null without such a limit.').nullable(),
    budget: t.of(MoneyType, 'The most that all checkouts together get; null without such a limit.').nullable(),
    budgetUsed: t.of(MoneyType, 'What of the budget is held or spent; null without a budget.').nullable(),
    usesHeld: t.int('Uses that checkouts under way hold.'),
    usesConsumed: t.int('Uses that have been paid for.'),
    // Answered by the resolver, page by page.
    coupons: t.hidden<Connection<CouponType>>().optional(),
  },
  { key: 'id' },
);
export type PromotionType = InstanceType<typeof PromotionType>;

export const PromotionConnectionType = connectionOf('Promotion', PromotionType);

export const ActivePromotionType = objectType(
  'ActivePromotion',
  'What everybody may know of a promotion that applies now without a coupon.',
  {
    id: t.id('The id of the promotion.'),
    label: t.string('What it is.'),
    startsAt: t.dateTime('Since when it applies.'),
    endsAt: t.dateTime('Until when; null without an end.').nullable(),
    seller: t.of(SellerStub, 'Whose it is; null for the platform.').nullable(),
  },
);
export type ActivePromotionType = InstanceType<typeof ActivePromotionType>;

export const ActivePromotionConnectionType = connectionOf('ActivePromotion', ActivePromotionType);

export const PromotionCreateInput = inputType('PromotionCreateInput', 'A new promotion; it is a draft until it is activated.', {
  sellerId: t.id<SellerId>("Whose it is; left out for the platform's own.").optional(),
  fundedBy: t.of(PromotionFundingType, "Who pays; a seller's promotion is always paid by the seller.").optional(),
  needsCoupon: t.boolean('Whether it applies only with one of its coupons.').default(false),
  terms: t.of(PromotionTermsInput, 'What it says.'),
  idempotencyKey: t.idempotencyKey(),
});
export type PromotionCreateInput = InstanceType<typeof PromotionCreateInput>;

const promotionStatusFields = {
  promotionId: t.id<PromotionId>('The promotion.'),
  expectedVersion: t.int('The version you have seen: with another one nothing changes.'),
};

export const PromotionStatusInput = inputType('PromotionStatusInput', 'Which promotion is to change its status.', promotionStatusFields);

export const PromotionUpdateInput = inputType('PromotionUpdateInput', 'New terms for a promotion; checkouts under way keep their price.', {
  ...promotionStatusFields,
  terms: t.of(PromotionTermsInput, 'All its terms, in place of those it has.'),
});

export const PromotionPayload = payloadOf('PromotionPayload', 'The promotion after the change, or why there was none.', {
  promotion: t.of(PromotionType, 'The promotion as it is now; null when it was refused.'),
});
