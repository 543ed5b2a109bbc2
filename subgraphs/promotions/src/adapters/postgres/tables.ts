import {
  bigint,
  boolean,
  currencyCode,
  id,
  integer,
  json,
  list,
  table,
  text,
  timestamp,
  updatedAt,
  withMoney,
} from '@marketplace/platform';
import type { CouponStatus } from '../../domain/coupon';
import type { Funding, Limit, PromotionStatus } from '../../domain/promotion';
import type { CouponRejection, Quote } from '../../domain/quote';
import type { Terms } from '../../domain/terms';
import type { UsageStatus } from '../../domain/usage';

export const Promotions = table('promotions', {
  id: id<'Promotion'>().primary(),
  /** Null for a promotion of the platform. */
  sellerId: id<'Seller'>().nullable(),
  version: integer(),
  status: text<PromotionStatus>(),
  fundedBy: text<Funding>(),
  needsCoupon: boolean(),
  label: text(),
  startsAt: timestamp(),
  endsAt: timestamp().nullable(),
  terms: json(withMoney<Terms>()),
  /** The limit that is reached, once the event is published. */
  exhausted: text<Limit>().nullable(),
  /** True when the promotion needs no coupon and no segment. */
  isPublic: boolean(),
  createdAt: timestamp().withDefault(),
  updatedAt: updatedAt(),
});

export const Coupons = table(
  'coupons',
  {
    id: id<'Coupon'>().primary(),
    promotionId: id<'Promotion'>(),
    code: text(),
    version: integer(),
    status: text<CouponStatus>(),
    maxUses: integer().nullable(),
    maxUsesPerBuyer: integer().nullable(),
    startsAt: timestamp().nullable(),
    endsAt: timestamp().nullable(),
    /** The idempotency key of the request that created the coupon. */
    orderKey: text(),
    createdAt: timestamp().withDefault(),
  },
  { unique: [['code']] },
);

/** The uses of a promotion or coupon: by all buyers, and by each buyer where that is limited. */
export const UseCounts = table('use_counts', {
  subjectId: id().primary(),
  buyerId: id<'User'>().primary(),
  maxUses: integer().nullable(),
  held: integer().withDefault(),
  consumed: integer().withDefault(),
  budget: bigint().nullable(),
  spentHeld: bigint().withDefault(),
  spentConsumed: bigint().withDefault(),
});

export const DiscountUsages = table('discount_usages', {
  checkoutId: id<'Checkout'>().primary(),
  version: integer(),
  announced: integer(),
  status: text<UsageStatus>(),
  expiresAt: timestamp().nullable(),
  /** The quoted discounts; null when there is no quote. */
  quote: json(withMoney<Quote>()).nullable(),
  rejectedCode: text().nullable(),
  rejectedReason: text<CouponRejection>().nullable(),
  /** Consumed after expiry, when others had taken the uses. Not part of the counts. */
  overLimit: boolean().withDefault(),
  correlationId: text(),
  createdAt: timestamp().withDefault(),
  updatedAt: updatedAt(),
});

/** The contribution of each usage to each count. Append-only. */
export const DiscountUsageParts = table('discount_usage_parts', {
  checkoutId: id<'Checkout'>().primary(),
  subjectId: id().primary(),
  buyerId: id<'User'>().primary(),
  spent: bigint(),
});

/** The discounts that were granted. Append-only. */
export const CouponRedemptions = table('coupon_redemptions', {
  checkoutId: id<'Checkout'>().primary(),
  promotionId: id<'Promotion'>().primary(),
  couponId: id<'Coupon'>().nullable(),
  buyerId: id<'User'>(),
  fundedBy: text<Funding>(),
  amount: bigint(),
  currency: currencyCode(),
  overLimit: boolean(),
  redeemedAt: timestamp().withDefault(),
});

/** Checkouts that are paid, or will be paid on delivery. A buyer with a row has had the first order. */
export const PaidCheckouts = table('paid_checkouts', { checkoutId: id<'Checkout'>().primary(), buyerId: id<'User'>() });

export const BuyerSegments = table('buyer_segments', {
  userId: id<'User'>().primary(),
  segment: text().primary(),
  addedBy: text(),
  addedAt: timestamp().withDefault(),
});

/** Codes that did not apply, for any reason. Deleted after an hour. */
export const CouponAttempts = table('coupon_attempts', {
  userId: id<'User'>().primary(),
  code: text().primary(),
  attemptedAt: timestamp(),
});

/** The category of each product and all its ancestors, from the last product event. */
export const ProductsKnown = table('products_known', {
  productId: id<'Product'>().primary(),
  version: integer(),
  categoryIds: list(id<'Category'>()),
});

/** The path from the root to each category that has moved, including the category. */
export const CategoriesMoved = table('categories_moved', {
  categoryId: id<'Category'>().primary(),
  version: integer(),
  path: list(id<'Category'>()),
});
