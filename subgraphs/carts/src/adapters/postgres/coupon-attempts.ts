import type { Database } from '@marketplace/platform';
import type { CouponAttempts } from '../../application/ports';

export const couponAttempts = (db: Database): CouponAttempts => ({
  since: async (userId, moment) => {
    const rows = await db.query<{ code: string }>('SELECT code FROM coupon_attempts WHERE user_id = $1 AND attempted_at > $2', [
      userId,
      moment,
    ]);
    return new Set(rows.map((row) => row.code));
  },
  purge: async (before) => (await db.query('DELETE FROM coupon_attempts WHERE attempted_at < $1 RETURNING 1', [before])).length,
});
