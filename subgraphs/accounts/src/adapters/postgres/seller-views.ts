import type { Database } from '@marketplace/platform';
import type { SellerView, SellerViews } from '../../application/ports';
import { selectSellers, toSeller, type SellerRow } from './seller-rows';

const toView = (row: SellerRow): SellerView => ({ version: row.version, seller: toSeller(row), appliedAt: row.applied_at });

const endOfTime = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const isOf = (userId: string, row: SellerRow): boolean => row.owner_id === userId || row.staff.includes(userId);

export const sellerViews = (db: Database): SellerViews => ({
  byIds: async (ids) => {
    const rows = await db.query<SellerRow>(`${selectSellers} WHERE s.id = ANY ($1::uuid[])`, [ids]);
    return new Map(rows.map((row) => [row.id, toView(row)]));
  },
  page: async ({ status, before, limit }) => {
    const rows = await db.query<SellerRow>(
      `${selectSellers} WHERE ($1::text IS NULL OR s.status = $1) AND s.id < $2 ORDER BY s.id DESC LIMIT $3`,
      [status ?? null, before ?? endOfTime, limit],
    );
    return rows.map(toView);
  },
  ofUsers: async (userIds) => {
    const rows = await db.query<SellerRow>(
      `${selectSellers}
       WHERE s.owner_id = ANY ($1::uuid[]) OR s.id IN (SELECT m.seller_id FROM seller_staff m WHERE m.user_id = ANY ($1::uuid[]))
       ORDER BY s.id DESC`,
      [userIds],
    );
    return new Map(userIds.map((userId) => [userId, rows.filter((row) => isOf(userId, row)).map(toView)]));
  },
});
