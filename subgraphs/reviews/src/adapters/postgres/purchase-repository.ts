import { defined } from '@marketplace/kernel';
import { columnsOf, type Database, type Row } from '@marketplace/platform';
import type { Purchases as PurchasesPort } from '../../application/ports';
import type { ReviewId } from '../../domain/review';
import { Deliveries, Purchases } from './tables';

type Found = Row<typeof Purchases> & { readonly isDelivered: boolean; readonly reviewId: ReviewId | null };

export const purchaseRepository = (db: Database): PurchasesPort => ({
  // The items of an order never change, so existing rows are kept.
  record: (purchases, cause) => db.unit(cause).insert(Purchases, purchases, { ignoreConflicts: true }).commit(),
  recordDelivery: (orderId, deliveredAt, cause) =>
    db.unit(cause).insert(Deliveries, [{ orderId, deliveredAt }], { ignoreConflicts: true }).commit(),
  find: async (id) => {
    const [row] = await db.query<Found>(
      `SELECT ${columnsOf(Purchases, 'p')}, d.order_id IS NOT NULL AS "isDelivered", r.id AS "reviewId"
       FROM purchases p LEFT JOIN deliveries d ON d.order_id = p.order_id LEFT JOIN reviews r ON r.order_item_id = p.order_item_id
       WHERE p.order_item_id = $1`,
      [id],
    );
    if (row === undefined) return undefined;
    const { isDelivered, reviewId, ...purchase } = row;
    return { purchase, isDelivered, ...defined({ reviewId }) };
  },
});
