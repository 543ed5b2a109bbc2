import { highestId } from '@marketplace/application';
import { defined, type SellerId } from '@marketplace/kernel';
import { columnsOf, parseRows, type Database, type Row } from '@marketplace/platform';
import type { CouponRow, PromotionRow, PromotionViews } from '../../application/ports';
import { toCoupon, toPromotion } from './rows';
import { Coupons, Promotions } from './tables';
import { allBuyers } from './use-counts';

type Counted = { readonly held: number; readonly consumed: number };

const countOf = (subject: string): string => `use_counts kept ON kept.subject_id = ${subject} AND kept.buyer_id = '${allBuyers}'`;

const selectPromotions = `
  SELECT ${columnsOf(Promotions, 'p')}, kept.held, kept.consumed, kept.spent_held + kept.spent_consumed AS spent
  FROM promotions p JOIN ${countOf('p.id')}`;

const selectCoupons = `
  SELECT ${columnsOf(Coupons, 'c')}, p.seller_id AS "sellerId", kept.held, kept.consumed
  FROM coupons c JOIN promotions p ON p.id = c.promotion_id JOIN ${countOf('c.id')}`;

type PromotionColumns = Row<typeof Promotions> & Counted & { readonly spent: bigint };
type CouponColumns = Row<typeof Coupons> & Counted & { readonly sellerId: SellerId | null };

export const promotionViews = (db: Database): PromotionViews => {
  const promotions = async (rest: string, params: readonly unknown[]): Promise<readonly PromotionRow[]> => {
    const rows = parseRows(Promotions, await db.query(`${selectPromotions} ${rest}`, params)) as readonly PromotionColumns[];
    return rows.map((row) => {
      const { version, held, consumed, spent } = row;
      return { version, state: toPromotion(row), held, consumed, spent };
    });
  };
  const coupons = async (rest: string, params: readonly unknown[]): Promise<readonly CouponRow[]> => {
    const rows = parseRows(Coupons, await db.query(`${selectCoupons} ${rest}`, params)) as readonly CouponColumns[];
    return rows.map((row) => {
      const { version, held, consumed, sellerId } = row;
      return { version, state: toCoupon(row), held, consumed, ...defined({ sellerId }) };
    });
  };
  return {
    byIds: (ids) => promotions('WHERE p.id = ANY ($1::uuid[])', [ids]),
    page: ({ status = null, sellerIds = null }, { limit, after = highestId }) =>
      promotions(
        `WHERE p.id < $1 AND ($2::text IS NULL OR p.status = $2) AND ($3::uuid[] IS NULL OR p.seller_id = ANY ($3))
         ORDER BY p.id DESC LIMIT $4`,
        [after, status, sellerIds, limit],
      ),
    publicPage: async (at, { limit, after = highestId }) => {
      const rows = await db.select(
        Promotions,
        `WHERE id < $1 AND status = 'ACTIVE' AND NOT needs_coupon AND is_public AND starts_at <= $2 AND (ends_at IS NULL OR ends_at > $2)
         ORDER BY id DESC LIMIT $3`,
        [after, at, limit],
      );
      return rows.map(({ id, label, startsAt, endsAt, sellerId }) => ({ id, label, startsAt, ...defined({ endsAt, sellerId }) }));
    },
    couponsByIds: (ids) => coupons('WHERE c.id = ANY ($1::uuid[])', [ids]),
    coupons: (promotionId, { limit, after = highestId }) =>
      coupons('WHERE c.promotion_id = $1 AND c.id < $2 ORDER BY c.id DESC LIMIT $3', [promotionId, after, limit]),
    couponsOfRequest: (promotionId, orderKey, limit) =>
      coupons('WHERE c.promotion_id = $1 AND c.order_key = $2 ORDER BY c.id DESC LIMIT $3', [promotionId, orderKey, limit]),
  };
};
