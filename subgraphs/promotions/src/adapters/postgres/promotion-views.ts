import { idOf, instant } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { PromotionViews, PublicPromotion } from '../../application/ports';
import {
  couponColumns,
  everybody,
  promotionColumns,
  sellerOf,
  toCouponRow,
  toPromotionRow,
  type CouponRowColumns,
  type PromotionRowColumns,
} from './promotion-rows';

const selectPromotions = `
  SELECT ${promotionColumns('p')}, kept.held, kept.consumed, kept.spent_held + kept.spent_consumed AS spent
  FROM promotions p LEFT JOIN use_counts kept ON kept.subject_id = p.id AND kept.buyer_id = '${everybody}'`;

const selectCoupons = `
  SELECT ${couponColumns('c')}, p.seller_id, kept.held, kept.consumed
  FROM coupons c JOIN promotions p ON p.id = c.promotion_id
    LEFT JOIN use_counts kept ON kept.subject_id = c.id AND kept.buyer_id = '${everybody}'`;

type PublicRow = {
  readonly id: string;
  readonly label: string;
  readonly starts_at: string;
  readonly ends_at: string | null;
  readonly seller_id: string | null;
};

const toPublic = (row: PublicRow): PublicPromotion => ({
  id: idOf(row.id),
  label: row.label,
  startsAt: instant(row.starts_at),
  ...(row.ends_at === null ? {} : { endsAt: instant(row.ends_at) }),
  ...sellerOf(row),
});

const endOfTime = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export const promotionViews = (db: Database): PromotionViews => ({
  byIds: async (ids) => {
    const rows = await db.query<PromotionRowColumns>(`${selectPromotions} WHERE p.id = ANY ($1::uuid[])`, [ids]);
    return new Map(rows.map((row) => [row.id, toPromotionRow(row)]));
  },
  page: async ({ status, sellerIds }, { limit, before }) => {
    const rows = await db.query<PromotionRowColumns>(
      `${selectPromotions} WHERE p.id < $1 AND ($2::text IS NULL OR p.status = $2) AND ($3::uuid[] IS NULL OR p.seller_id = ANY ($3))
       ORDER BY p.id DESC LIMIT $4`,
      [before ?? endOfTime, status ?? null, sellerIds ?? null, limit],
    );
    return rows.map(toPromotionRow);
  },
  publicPage: async (at, { limit, before }) => {
    const rows = await db.query<PublicRow>(
      `SELECT id, label, starts_at, ends_at, seller_id FROM promotions
       WHERE id < $1 AND status = 'ACTIVE' AND NOT needs_coupon AND is_public AND starts_at <= $2 AND (ends_at IS NULL OR ends_at > $2)
       ORDER BY id DESC LIMIT $3`,
      [before ?? endOfTime, at, limit],
    );
    return rows.map(toPublic);
  },
  couponsByIds: async (ids) => {
    const rows = await db.query<CouponRowColumns>(`${selectCoupons} WHERE c.id = ANY ($1::uuid[])`, [ids]);
    return new Map(rows.map((row) => [row.coupon_id, toCouponRow(row)]));
  },
  coupons: async (promotionId, { limit, before }) => {
    const rows = await db.query<CouponRowColumns>(`${selectCoupons} WHERE c.promotion_id = $1 AND c.id < $2 ORDER BY c.id DESC LIMIT $3`, [
      promotionId,
      before ?? endOfTime,
      limit,
    ]);
    return rows.map(toCouponRow);
  },
  couponsOfOrder: async (promotionId, orderKey, limit) => {
    const rows = await db.query<CouponRowColumns>(
      `${selectCoupons} WHERE c.promotion_id = $1 AND c.order_key = $2 ORDER BY c.id DESC LIMIT $3`,
      [promotionId, orderKey, limit],
    );
    return rows.map(toCouponRow);
  },
});
