import { idOf, instant, type SellerId } from '@marketplace/kernel';
import type { CouponRow, PromotionRow, Versioned } from '../../application/ports';
import type { Coupon, CouponStatus } from '../../domain/coupon';
import type { Funding, Limit, Promotion, PromotionStatus } from '../../domain/promotion';
import type { Terms } from '../../domain/terms';
import { fromJson } from './json';

/** Stands for everybody in a count of uses. */
export const everybody = '00000000-0000-0000-0000-000000000000';

export type PromotionColumns = {
  readonly id: string;
  readonly seller_id: string | null;
  readonly version: number;
  readonly status: PromotionStatus;
  readonly funded_by: Funding;
  readonly needs_coupon: boolean;
  readonly terms: unknown;
  readonly exhausted: Limit | null;
};

export const promotionColumns = (alias: string): string =>
  ['id', 'seller_id', 'version', 'status', 'funded_by', 'needs_coupon', 'terms', 'exhausted'].map((name) => `${alias}.${name}`).join(', ');

export const toPromotion = (row: PromotionColumns): Versioned<Promotion> => ({
  version: row.version,
  state: {
    id: idOf(row.id),
    ...(row.seller_id === null ? {} : { sellerId: idOf<'Seller'>(row.seller_id) }),
    fundedBy: row.funded_by,
    needsCoupon: row.needs_coupon,
    status: row.status,
    terms: fromJson(row.terms) as Terms,
    ...(row.exhausted === null ? {} : { exhausted: row.exhausted }),
  },
});

export type CountColumns = { readonly held: number | null; readonly consumed: number | null };

export type PromotionRowColumns = PromotionColumns & CountColumns & { readonly spent: bigint | null };

export const toPromotionRow = (row: PromotionRowColumns): PromotionRow => ({
  ...toPromotion(row),
  held: row.held ?? 0,
  consumed: row.consumed ?? 0,
  spent: row.spent ?? 0n,
});

export type CouponColumns = {
  readonly coupon_id: string;
  readonly promotion_id: string;
  readonly code: string;
  readonly coupon_version: number;
  readonly coupon_status: CouponStatus;
  readonly max_uses: number | null;
  readonly max_uses_per_buyer: number | null;
  readonly coupon_starts_at: string | null;
  readonly coupon_ends_at: string | null;
};

export const couponColumns = (alias: string): string => `${alias}.id AS coupon_id, ${alias}.promotion_id, ${alias}.code,
  ${alias}.version AS coupon_version, ${alias}.status AS coupon_status, ${alias}.max_uses, ${alias}.max_uses_per_buyer,
  ${alias}.starts_at AS coupon_starts_at, ${alias}.ends_at AS coupon_ends_at`;

export const toCoupon = (row: CouponColumns): Versioned<Coupon> => ({
  version: row.coupon_version,
  state: {
    id: idOf(row.coupon_id),
    promotionId: idOf(row.promotion_id),
    code: row.code,
    status: row.coupon_status,
    terms: {
      ...(row.max_uses === null ? {} : { maxUses: row.max_uses }),
      ...(row.max_uses_per_buyer === null ? {} : { maxUsesPerBuyer: row.max_uses_per_buyer }),
      ...(row.coupon_starts_at === null ? {} : { startsAt: instant(row.coupon_starts_at) }),
      ...(row.coupon_ends_at === null ? {} : { endsAt: instant(row.coupon_ends_at) }),
    },
  },
});

export type CouponRowColumns = CouponColumns & CountColumns & { readonly seller_id: string | null };

export const sellerOf = (row: { readonly seller_id: string | null }): { sellerId?: SellerId } =>
  row.seller_id === null ? {} : { sellerId: idOf(row.seller_id) };

export const toCouponRow = (row: CouponRowColumns): CouponRow => ({
  ...toCoupon(row),
  ...sellerOf(row),
  held: row.held ?? 0,
  consumed: row.consumed ?? 0,
});
