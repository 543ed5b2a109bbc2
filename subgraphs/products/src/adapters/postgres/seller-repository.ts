import type { Database } from '@marketplace/platform';
import type { SellerRepository } from '../../application/ports';

export const sellerRepository = (db: Database): SellerRepository => ({
  isApproved: async (id) => (await db.query('SELECT 1 FROM sellers_known WHERE seller_id = $1', [id])).length > 0,
  approve: async ({ id, name }, cause) => {
    await db
      .unit(cause)
      .add('INSERT INTO sellers_known (seller_id, name) VALUES ($1, $2) ON CONFLICT (seller_id) DO UPDATE SET name = excluded.name', [
        id,
        name,
      ])
      .commit();
  },
});
