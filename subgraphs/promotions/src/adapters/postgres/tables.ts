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
  /** Null for the platform's own. */
  sellerId: id<'Seller'>().nullable(),
  version: integer(),
  status: text<PromotionStatus>(),
  fundedBy: text<Funding>(),
  needsCoupon: boolean(),
  label: text(),
  startsAt: timestamp(),
  endsAt: timestamp().nullable(),
  terms: json(withMoney<Terms>()),
  /** The limit that is reached, once that has been announced. */
  exhausted: text<Limit>().nullable(),
  /** For everybody, without a coupon and for no segment: fit for a shop window. */
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
    /** The request that made it, so that a repeated one finds it. */
    orderKey: text(),
    createdAt: timestamp().withDefault(),
  },
  { unique: [['code']] },
);

/** How often a promotion or a coupon is used: by everybody, and by one buyer where that is limited. */
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
  /** What was promised; null where nothing was. */
  quote: json(withMoney<Quote>()).nullable(),
  rejectedCode: text().nullable(),
  rejectedReason: text<CouponRejection>().nullable(),
  /** Consumed after it had expired, when others had the uses: not in the counts. */
  overLimit: boolean().withDefault(),
  correlationId: text(),
  createdAt: timestamp().withDefault(),
  updatedAt: updatedAt(),
});

/** What each usage adds to which count. Append-only. */
export const DiscountUsageParts = table('discount_usage_parts', {
  checkoutId: id<'Checkout'>().primary(),
  subjectId: id().primary(),
  buyerId: id<'User'>().primary(),
  spent: bigint(),
});

/** What was given, as it was given. Append-only. */
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

/** Checkouts that were paid for, or will be in cash: a buyer who has one has had a first order. */
export const PaidCheckouts = table('paid_checkouts', { checkoutId: id<'Checkout'>().primary(), buyerId: id<'User'>() });

export const BuyerSegments = table('buyer_segments', {
  userId: id<'User'>().primary(),
  segment: text().primary(),
  addedBy: text(),
  addedAt: timestamp().withDefault(),
});

/** Codes that did not apply, whatever the reason; deleted after an hour. */
export const CouponAttempts = table('coupon_attempts', {
  userId: id<'User'>().primary(),
  code: text().primary(),
  attemptedAt: timestamp(),
});

/** The category of each product and all categories above it, as products last announced them. */
export const ProductsKnown = table('products_known', {
  productId: id<'Product'>().primary(),
  version: integer(),
  categoryIds: list(id<'Category'>()),
});

/** The path from the root to each category that has moved, itself included. */
export const CategoriesMoved = table('categories_moved', {
  categoryId: id<'Category'>().primary(),
  version: integer(),
  path: list(id<'Category'>()),
});
