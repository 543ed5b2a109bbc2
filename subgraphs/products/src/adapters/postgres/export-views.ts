import type { Database } from '@marketplace/platform';
import type { ExportViews } from '../../application/product-export';
import type { ProductListing } from '../../application/listing.view';

type ExportRow = { readonly handle: string; readonly shelf: string; readonly listing: ProductListing };

/** A product that no file has named goes by its address, unless a file has given that name to another. */
const selectPage = `
  SELECT l.listing, c.slug AS shelf,
    coalesce(h.handle, CASE WHEN EXISTS (SELECT FROM product_handles o WHERE o.seller_id = l.seller_id AND o.handle = l.slug)
      THEN l.slug || '-' || right(l.product_id::text, 6) ELSE l.slug END) AS handle
  FROM product_listing l JOIN categories c ON c.id = l.category_id LEFT JOIN product_handles h ON h.product_id = l.product_id
  WHERE l.seller_id = $1 AND l.status <> 'ARCHIVED' AND ($2::uuid IS NULL OR l.product_id > $2)
  ORDER BY l.product_id LIMIT $3`;

export const exportViews = (db: Database): ExportViews => ({
  page: (sellerId, { limit, after }) => db.query<ExportRow>(selectPage, [sellerId, after ?? null, limit]),
});
