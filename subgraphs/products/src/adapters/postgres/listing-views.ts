import type { Database } from '@marketplace/platform';
import type { ProductListing } from '../../application/listing.view';
import type { ListingViews } from '../../application/ports';

type ListingRow = { readonly listing: ProductListing };

const endOfTime = 'infinity';
const endOfIds = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const selectShop = `SELECT listing FROM product_listing WHERE status = 'PUBLISHED' AND (published_at, product_id) < ($1::timestamptz, $2::uuid)`;
const newestFirst = 'ORDER BY published_at DESC, product_id DESC LIMIT $3';

const listings = (rows: readonly ListingRow[]): readonly ProductListing[] => rows.map(({ listing }) => listing);

/** Which of the variants asked for is in which listing. */
const byVariant = (ids: readonly string[], found: readonly ProductListing[]): ReadonlyMap<string, ProductListing> => {
  const wanted = new Set(ids);
  return new Map(found.flatMap((listing) => listing.variants.filter(({ id }) => wanted.has(id)).map(({ id }) => [id, listing])));
};

export const listingViews = (db: Database): ListingViews => ({
  byIds: async (ids) => {
    const rows = await db.query<ListingRow>('SELECT listing FROM product_listing WHERE product_id = ANY ($1)', [ids]);
    return new Map(listings(rows).map((listing) => [listing.id, listing]));
  },
  byVariants: async (ids) => {
    const rows = await db.query<ListingRow>(
      'SELECT listing FROM product_listing WHERE product_id IN (SELECT product_id FROM product_variants WHERE id = ANY ($1))',
      [ids],
    );
    return byVariant(ids, listings(rows));
  },
  bySlug: async (slug) => {
    const [row] = await db.query<ListingRow>('SELECT listing FROM product_listing WHERE slug = $1', [slug]);
    return row?.listing;
  },
  published: async ({ limit, after, categoryId }) => {
    const place = [after?.publishedAt ?? endOfTime, after?.id ?? endOfIds, limit];
    const rows =
      categoryId === undefined
        ? await db.query<ListingRow>(`${selectShop} ${newestFirst}`, place)
        : await db.query<ListingRow>(
            `${selectShop} AND category_id IN (SELECT id FROM categories WHERE path @> ARRAY[$4::uuid]) ${newestFirst}`,
            [...place, categoryId],
          );
    return listings(rows);
  },
  ofSeller: async (id, { limit, before }) =>
    listings(
      await db.query<ListingRow>(
        'SELECT listing FROM product_listing WHERE seller_id = $1 AND product_id < $2 ORDER BY product_id DESC LIMIT $3',
        [id, before ?? endOfIds, limit],
      ),
    ),
});
