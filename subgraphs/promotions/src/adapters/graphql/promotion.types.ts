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

export const PromotionStatusType = enumOf<PromotionStatus>('PromotionStatus', 'The status of a promotion.', {
  DRAFT: 'The promotion was created and does not apply yet.',
  ACTIVE: 'The promotion applies within its period.',
  PAUSED: 'The promotion does not apply until it is activated again.',
  EXPIRED: 'The period of the promotion has ended. This is final.',
  ARCHIVED: 'The promotion was archived. This is final.',
});

export const PromotionFundingType = enumOf<Funding>('PromotionFunding', 'The party that funds a discount.', {
  PLATFORM: 'The platform funds the discount; sellers receive the full price.',
  SELLER: 'Each seller funds the discount on its own lines.',
});

const CouponStatusType = enumOf<CouponStatus>('CouponStatus', 'The status of a coupon.', {
  ACTIVE: 'The code can be used, within the period and limits of the coupon and its promotion.',
  DISABLED: 'The code was disabled. This is final.',
});

const SellerStub = stubOf('Seller', 'A business that sells on the marketplace.');

export const CouponType = objectType(
  'Coupon',
  'A coupon code of a promotion. Only the owner of the promotion can see it.',
  {
    id: t.id('The ID of the coupon.'),
    code: t.string('The code that buyers enter.'),
    status: t.of(CouponStatusType, 'The status of the coupon.'),
    version: t.int('The version of the coupon; increases with every change. Pass it as `expectedVersion`.'),
    maxUses: t.int('The maximum number of checkouts that can use the coupon; null when there is no limit.').nullable(),
    maxUsesPerBuyer: t.int('The maximum number of checkouts of one buyer that can use the coupon; null when there is no limit.').nullable(),
    usesHeld: t.int('The number of uses reserved by checkouts in progress.'),
    usesConsumed: t.int('The number of uses in paid checkouts.'),
    startsAt: t.dateTime('The date and time when the coupon becomes valid; null when it starts with the promotion.').nullable(),
    endsAt: t.dateTime('The date and time when the coupon expires; null when it ends with the promotion.').nullable(),
    promotionId: t.hidden<string>(),
  },
  { key: 'id' },
);
export type CouponType = InstanceType<typeof CouponType>;

export const CouponConnectionType = connectionOf('Coupon', CouponType);

export const PromotionType = objectType(
  'Promotion',
  'A discount on carts, with conditions, effects, a period and limits. Only its owner can see all of it.',
  {
    id: t.id('The ID of the promotion.'),
    label: t.string('The label that buyers see.'),
    status: t.of(PromotionStatusType, 'The status of the promotion.'),
    version: t.int('The version of the promotion; increases with every change. Pass it as `expectedVersion`.'),
    seller: t.of(SellerStub, 'The seller that owns the promotion; null when the platform owns it.').nullable(),
    fundedBy: t.of(PromotionFundingType, 'The party that funds the promotion.'),
    needsCoupon: t.boolean('True when the promotion applies only with one of its coupons.'),
    priority: t.int('The priority of the promotion. Higher priorities are considered first.'),
    startsAt: t.dateTime('The date and time when the promotion starts.'),
    endsAt: t.dateTime('The date and time when the promotion ends; null when it has no end.').nullable(),
    rules: t.of(PromotionRulesType, 'The conditions of the promotion.'),
    effects: t.list(PromotionEffectType, 'The effects of the promotion, in the order in which they apply.'),
    stacking: t.of(PromotionStackingType, 'The rules for combining the promotion with others.'),
    maximumDiscount: t.list(MoneyType, 'The maximum discount per cart, one amount per currency; null when there is no limit.').nullable(),
    maxUses: t.int('The maximum number of checkouts that can use the promotion; null when there is no limit.').nullable(),
    maxUsesPerBuyer: t
      .int('The maximum number of checkouts of one buyer that can use the promotion; null when there is no limit.')
      .nullable(),
    budget: t.of(MoneyType, 'The maximum discount for all checkouts combined; null when there is no limit.').nullable(),
    budgetUsed: t.of(MoneyType, 'The amount of the budget that is reserved or spent; null when there is no budget.').nullable(),
    usesHeld: t.int('The number of uses reserved by checkouts in progress.'),
    usesConsumed: t.int('The number of uses in paid checkouts.'),
    // Resolved separately, page by page.
    coupons: t.hidden<Connection<CouponType>>().optional(),
  },
  { key: 'id' },
);
export type PromotionType = InstanceType<typeof PromotionType>;

export const PromotionConnectionType = connectionOf('Promotion', PromotionType);

export const ActivePromotionType = objectType('ActivePromotion', 'A public promotion that applies now without a coupon.', {
  id: t.id('The ID of the promotion.'),
  label: t.string('The label of the promotion.'),
  startsAt: t.dateTime('The date and time when the promotion started.'),
  endsAt: t.dateTime('The date and time when the promotion ends; null when it has no end.').nullable(),
  seller: t.of(SellerStub, 'The seller that owns the promotion; null when the platform owns it.').nullable(),
});
export type ActivePromotionType = InstanceType<typeof ActivePromotionType>;

export const ActivePromotionConnectionType = connectionOf('ActivePromotion', ActivePromotionType);

export const PromotionCreateInput = inputType('PromotionCreateInput', 'The promotion to create.', {
  sellerId: t.id<SellerId>('The ID of the seller that owns the promotion. Omit it for a promotion of the platform.').optional(),
  fundedBy: t
    .of(
      PromotionFundingType,
      "The party that funds the promotion. A seller's promotion is always funded by the seller. Default: the owner.",
    )
    .optional(),
  needsCoupon: t.boolean('True when the promotion applies only with one of its coupons.').default(false),
  terms: t.of(PromotionTermsInput, 'The terms of the promotion.'),
  idempotencyKey: t.idempotencyKey(),
});
export type PromotionCreateInput = InstanceType<typeof PromotionCreateInput>;

const promotionStatusFields = {
  promotionId: t.id<PromotionId>('The ID of the promotion.'),
  expectedVersion: t.int('Changes the promotion only if it still has this version; otherwise VERSION_CONFLICT.'),
};

export const PromotionStatusInput = inputType('PromotionStatusInput', 'The promotion whose status changes.', promotionStatusFields);

export const PromotionUpdateInput = inputType(
  'PromotionUpdateInput',
  'The new terms of a promotion. Checkouts in progress keep their price.',
  {
    ...promotionStatusFields,
    terms: t.of(PromotionTermsInput, 'The new terms, which replace all current terms.'),
  },
);

export const PromotionPayload = payloadOf('PromotionPayload', 'The result of changing a promotion.', {
  promotion: t.of(PromotionType, 'The promotion after the change; null when the request failed.'),
});
