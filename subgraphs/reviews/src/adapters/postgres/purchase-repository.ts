import { idOf } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { Purchases } from '../../application/ports';
import type { Purchase } from '../../domain/purchase';

export type PurchaseColumns = {
  readonly order_item_id: string;
  readonly order_id: string;
  readonly buyer_id: string;
  readonly seller_id: string;
  readonly product_id: string;
  readonly variant_id: string;
  readonly title: string;
};

/** The columns of a table that is named `p`. */
export const purchaseColumns = 'p.order_item_id, p.order_id, p.buyer_id, p.seller_id, p.product_id, p.variant_id, p.title';

export const toPurchase = (row: PurchaseColumns): Purchase => ({
  orderItemId: idOf(row.order_item_id),
  orderId: idOf(row.order_id),
  buyerId: idOf(row.buyer_id),
  sellerId: idOf(row.seller_id),
  productId: idOf(row.product_id),
  variantId: idOf(row.variant_id),
  title: row.title,
});

// An order never changes what was bought: what is known stays as it is.
const learnPurchases = `
  INSERT INTO purchases (order_item_id, order_id, buyer_id, seller_id, product_id, variant_id, title)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[])
  ON CONFLICT (order_item_id) DO NOTHING`;

const learnDeliveries = `
  INSERT INTO deliveries (order_id, delivered_at) SELECT * FROM unnest($1::uuid[], $2::timestamptz[]) ON CONFLICT (order_id) DO NOTHING`;

type FoundRow = PurchaseColumns & { readonly delivered: boolean; readonly review_id: string | null };

export const purchaseRepository = (db: Database): Purchases => ({
  learn: (purchases, cause) =>
    db
      .unit(cause)
      .addRows(learnPurchases, [
        purchases.map(({ orderItemId }) => orderItemId),
        purchases.map(({ orderId }) => orderId),
        purchases.map(({ buyerId }) => buyerId),
        purchases.map(({ sellerId }) => sellerId),
        purchases.map(({ productId }) => productId),
        purchases.map(({ variantId }) => variantId),
        purchases.map(({ title }) => title),
      ])
      .commit(),
  delivered: (orderId, at, cause) =>
    db
      .unit(cause)
      .addRows(learnDeliveries, [[orderId], [at]])
      .commit(),
  find: async (id) => {
    const [row] = await db.query<FoundRow>(
      `SELECT ${purchaseColumns}, d.order_id IS NOT NULL AS delivered, r.id AS review_id
       FROM purchases p LEFT JOIN deliveries d ON d.order_id = p.order_id LEFT JOIN reviews r ON r.order_item_id = p.order_item_id
       WHERE p.order_item_id = $1`,
      [id],
    );
    if (row === undefined) return undefined;
    const review = row.review_id === null ? {} : { reviewId: idOf<'Review'>(row.review_id) };
    return { purchase: toPurchase(row), isDelivered: row.delivered, ...review };
  },
});
