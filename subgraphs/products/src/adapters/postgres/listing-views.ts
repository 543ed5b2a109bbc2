import { highestId } from '@marketplace/application';
import type { ProductId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { ProductListing, PublishedListing } from '../../application/listing.view';
import type { ListingViews } from '../../application/ports';
import type { ExportedListing, ExportViews } from '../../application/product-export';

const endOfTime = 'infinity';
const selectShop = `WHERE status = 'PUBLISHED' AND (published_at, product_id) < ($1::timestamptz, $2::uuid)`;
const newestFirst = 'ORDER BY published_at DESC, product_id DESC LIMIT $3';

/** Maps each requested variant to its listing. */
const byVariant = (ids: readonly string[], found: readonly ProductListing[]): ReadonlyMap<string, ProductListing> => {
  const requested = new Set(ids);
  return new Map(found.flatMap((listing) => listing.variants.filter(({ id }) => requested.has(id)).map(({ id }) => [id, listing])));
};

export const listingViews = (db: Database): ListingViews => {
  const listings = async <Listing extends ProductListing = ProductListing>(
    rest: string,
    params: readonly unknown[],
  ): Promise<readonly Listing[]> =>
    (await db.query<{ listing: Listing }>(`SELECT listing FROM product_listing ${rest}`, params)).map(({ listing }) => listing);
  return {
    byIds: async (ids) => new Map((await listings('WHERE product_id = ANY ($1)', [ids])).map((listing) => [listing.id, listing])),
    byVariants: async (ids) =>
      byVariant(ids, await listings('WHERE product_id IN (SELECT product_id FROM product_variants WHERE id = ANY ($1))', [ids])),
    bySlug: async (slug) => (await listings('WHERE slug = $1', [slug]))[0],
    published: ({ limit, after, categoryId }) => {
      const params = [after?.publishedAt ?? endOfTime, after?.id ?? highestId, limit];
      if (categoryId === undefined) return listings<PublishedListing>(`${selectShop} ${newestFirst}`, params);
      const within = 'AND category_id IN (SELECT id FROM categories WHERE path @> ARRAY[$4::uuid])';
      return listings<PublishedListing>(`${selectShop} ${within} ${newestFirst}`, [...params, categoryId]);
    },
    ofSeller: (id, { limit, after }) =>
      listings('WHERE seller_id = $1 AND product_id < $2 ORDER BY product_id DESC LIMIT $3', [id, after ?? highestId, limit]),
  };
};

/** The most recently published products. */
export const newestProducts =
  (db: Database) =>
  async (limit: number): Promise<readonly ProductId[]> => {
    const rows = await db.query<{ id: ProductId }>(
      `SELECT product_id AS id FROM product_listing WHERE status = 'PUBLISHED' ORDER BY published_at DESC, product_id DESC LIMIT $1`,
      [limit],
    );
    return rows.map(({ id }) => id);
  };

/** A product without a handle is exported under its slug, unless that is the handle of another product. */
const selectExported = `
  SELECT l.listing, c.slug AS category,
    coalesce(h.handle, CASE WHEN EXISTS (SELECT FROM product_handles o WHERE o.seller_id = l.seller_id AND o.handle = l.slug)
      THEN l.slug || '-' || right(l.product_id::text, 6) ELSE l.slug END) AS handle
  FROM product_listing l JOIN categories c ON c.id = l.category_id LEFT JOIN product_handles h ON h.product_id = l.product_id
  WHERE l.seller_id = $1 AND l.status <> 'ARCHIVED' AND ($2::uuid IS NULL OR l.product_id > $2)
  ORDER BY l.product_id LIMIT $3`;

export const exportViews = (db: Database): ExportViews => ({
  page: (sellerId, { limit, after }) => db.query<ExportedListing>(selectExported, [sellerId, after ?? null, limit]),
});
