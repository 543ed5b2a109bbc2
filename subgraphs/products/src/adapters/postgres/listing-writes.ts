import type { ProductId } from '@marketplace/kernel';
import type { Versioned } from '@marketplace/application';
import type { Invalidations, Database, Unit } from '@marketplace/platform';
import { listingOf, listingShape } from '../../application/listing.view';
import type { ListingRefresh } from '../../application/ports';
import type { Product } from '../../domain/product';

/** Never replaces a listing with an older version. Adds the seller's name, if it is known. */
const upsertListings = `
  INSERT INTO product_listing (product_id, version, shape, seller_id, category_id, slug, status, published_at, listing)
  SELECT l.product_id, l.version, ${listingShape.toString()}, l.seller_id, l.category_id, l.slug, l.status, l.published_at,
    l.listing || jsonb_build_object('sellerName', (SELECT s.name FROM sellers_known s WHERE s.seller_id = l.seller_id))
  FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[], $8::jsonb[])
    AS l (product_id, version, seller_id, category_id, slug, status, published_at, listing)
  ON CONFLICT (product_id) DO UPDATE SET version = excluded.version, shape = excluded.shape, category_id = excluded.category_id,
    status = excluded.status, published_at = excluded.published_at, listing = excluded.listing
  WHERE product_listing.version <= excluded.version`;

const columnsOf = (products: readonly Versioned<Product>[]): readonly (readonly unknown[])[] => {
  // The SQL statement adds the seller's name.
  const listings = products.map((product) => listingOf(product, null));
  return [
    listings.map(({ id }) => id),
    listings.map(({ version }) => version),
    listings.map(({ sellerId }) => sellerId),
    listings.map(({ categoryId }) => categoryId),
    listings.map(({ slug }) => slug),
    listings.map(({ status }) => status),
    listings.map(({ publishedAt }) => publishedAt),
    listings.map((listing) => JSON.stringify(listing)),
  ];
};

export const addListings = (unit: Unit, products: readonly Versioned<Product>[]): Unit => unit.addRows(upsertListings, columnsOf(products));

export const listingRefresh = (db: Database, changes: Pick<Invalidations, 'publish'>): ListingRefresh => ({
  stale: async (limit) => {
    const rows = await db.query<{ id: ProductId }>(
      `SELECT p.id FROM products p LEFT JOIN product_listing l ON l.product_id = p.id
       WHERE l.product_id IS NULL OR l.shape < $1 OR l.version < p.version ORDER BY p.id LIMIT $2`,
      [listingShape, limit],
    );
    return rows.map(({ id }) => id);
  },
  write: async (product) => {
    await db.query(upsertListings, columnsOf([product]));
    // The product did not change, so no event invalidates the caches.
    changes.publish('Product', [product.state.id]);
  },
});
