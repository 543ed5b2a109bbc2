import type { ProductId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';

/** The products that came on show last. */
export const newestProducts =
  (db: Database) =>
  async (limit: number): Promise<readonly ProductId[]> => {
    const rows = await db.query<{ product_id: ProductId }>(
      `SELECT product_id FROM product_listing WHERE status = 'PUBLISHED' ORDER BY published_at DESC, product_id DESC LIMIT $1`,
      [limit],
    );
    return rows.map((row) => row.product_id);
  };
