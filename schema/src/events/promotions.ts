import { z } from 'zod';
import { at, discountShare, event, id, moneyJson, sample } from './contract';

const promotions = { context: 'promotions', version: 1 } as const;
const ref = { checkoutId: id };
const exampleRef = { checkoutId: sample.checkout };
const exampleShare = {
  promotionId: sample.promotion,
  couponId: sample.coupon,
  label: 'Welcome: 10% off',
  fundedBy: 'PLATFORM' as const,
  amount: { amount: '250', currency: 'USD' },
};

export const promotionStatuses = ['DRAFT', 'ACTIVE', 'PAUSED', 'EXPIRED', 'ARCHIVED'] as const;

export const couponRejections = ['coupon-not-applicable', 'coupon-used-up', 'coupons-not-combinable', 'checkout-cancelled'] as const;

export const DiscountsQuotedV1 = event({
  ...promotions,
  aggregate: 'DiscountUsage',
  type: 'DiscountsQuoted',
  description: 'The discounts of a checkout, fixed even if the promotions change. Their uses are reserved until expiresAt.',
  data: z.object({
    ...ref,
    expiresAt: at,
    total: moneyJson,
    lines: z.array(z.object({ lineId: id, variantId: id, sellerId: id, discounts: z.array(discountShare).min(1) })),
    delivery: z.array(z.object({ sellerId: id, discounts: z.array(discountShare).min(1) })),
  }),
  example: {
    ...exampleRef,
    expiresAt: sample.later,
    total: { amount: '250', currency: 'USD' },
    lines: [{ lineId: sample.cartLine, variantId: sample.variant, sellerId: sample.seller, discounts: [exampleShare] }],
    delivery: [],
  },
});

export const CouponRejectedV1 = event({
  ...promotions,
  aggregate: 'DiscountUsage',
  type: 'CouponRejected',
  description: 'A coupon of a checkout is not valid, so the buyer would pay more than was displayed. No uses are reserved.',
  data: z.object({ ...ref, code: z.string().max(40), reason: z.enum(couponRejections) }),
  example: { ...exampleRef, code: 'WELCOME-7F3K', reason: 'coupon-used-up' },
});

export const DiscountsReleasedV1 = event({
  ...promotions,
  aggregate: 'DiscountUsage',
  type: 'DiscountsReleased',
  description:
    'The promotion uses of a checkout were released. Also published if none were reserved. Later requests for the checkout are rejected.',
  data: z.object({ ...ref, reason: z.enum(['requested', 'expired']) }),
  example: { ...exampleRef, reason: 'requested' },
});

export const CouponConsumedV1 = event({
  ...promotions,
  aggregate: 'DiscountUsage',
  type: 'CouponConsumed',
  description: 'The discounts of a paid checkout were redeemed, with or without a coupon. The amounts are final.',
  data: z.object({
    ...ref,
    buyerId: id,
    redemptions: z.array(
      z.object({ promotionId: id, couponId: id.optional(), fundedBy: z.enum(['PLATFORM', 'SELLER']), amount: moneyJson }),
    ),
  }),
  example: {
    ...exampleRef,
    buyerId: sample.user,
    redemptions: [
      { promotionId: sample.promotion, couponId: sample.coupon, fundedBy: 'PLATFORM', amount: { amount: '250', currency: 'USD' } },
    ],
  },
});

export const PromotionChangedV1 = event({
  ...promotions,
  aggregate: 'Promotion',
  type: 'PromotionChanged',
  description: 'A promotion was created, changed, activated, paused or ended. Checkouts that have reserved a use keep their prices.',
  data: z.object({
    promotionId: id,
    sellerId: id.optional(),
    label: z.string().max(100),
    status: z.enum(promotionStatuses),
    fundedBy: z.enum(['PLATFORM', 'SELLER']),
    needsCoupon: z.boolean(),
    startsAt: at,
    endsAt: at.optional(),
  }),
  example: {
    promotionId: sample.promotion,
    label: 'Welcome: 10% off',
    status: 'ACTIVE',
    fundedBy: 'PLATFORM',
    needsCoupon: true,
    startsAt: sample.at,
    endsAt: sample.later,
  },
});

export const PromotionExhaustedV1 = event({
  ...promotions,
  aggregate: 'Promotion',
  type: 'PromotionExhausted',
  description: 'A promotion has reached its usage limit or its budget.',
  data: z.object({ promotionId: id, sellerId: id.optional(), limit: z.enum(['uses', 'budget']) }),
  example: { promotionId: sample.promotion, limit: 'uses' },
});

export const CouponsIssuedV1 = event({
  ...promotions,
  aggregate: 'Promotion',
  type: 'CouponsIssued',
  description: 'Coupon codes were issued for a promotion. The event does not contain the codes.',
  data: z.object({ promotionId: id, count: z.int().positive() }),
  example: { promotionId: sample.promotion, count: 500 },
});
