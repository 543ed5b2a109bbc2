import { idOf } from '@marketplace/kernel';
import { coalesced, type Database, type Unit } from '@marketplace/platform';
import type { CatalogueCopy, CopyVersions, ProductListing } from '../../application/ports';
import type { Listing, Listings } from '../../domain/listing';
import { joinListings, listingColumns, toListing, type ListingRow } from './cart-rows';

const selectListings = `SELECT ${listingColumns} FROM unnest($1::uuid[]) AS i (variant_id)${joinListings}`;

// In a flash sale these come by the thousand, each about a variant of its own. A listing names every price there is: a price
// that is older than the listing is among them, or over, and must not come back.
const storePrices = `
  INSERT INTO catalogue_currency_prices (variant_id, version, amount, currency)
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::text[]) AS price (variant_id, version, amount, currency)
  WHERE NOT EXISTS (SELECT FROM catalogue_variants v JOIN catalogue_products p ON p.product_id = v.product_id
    WHERE v.variant_id = price.variant_id AND p.version > price.version)
  ON CONFLICT (variant_id, currency) DO UPDATE SET version = excluded.version, amount = excluded.amount
  WHERE catalogue_currency_prices.version < excluded.version`;

const storeAvailabilities = `
  INSERT INTO catalogue_availability (variant_id, version, available) SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[])
  ON CONFLICT (variant_id) DO UPDATE SET version = excluded.version, available = excluded.available
  WHERE catalogue_availability.version < excluded.version`;

/** Two messages about one product at the same time: the second starts over and sees what the first has written. */
const addProduct = (unit: Unit, listing: ProductListing, { known, announced }: CopyVersions): Unit => {
  const params = [listing.productId, announced, listing.published, listing.sellerId, listing.title, listing.imageUrl ?? null];
  return known === undefined
    ? unit.add(
        'INSERT INTO catalogue_products (product_id, version, published, seller_id, title, image_url) VALUES ($1, $2, $3, $4, $5, $6)',
        params,
        1,
      )
    : unit.add(
        `UPDATE catalogue_products SET version = $2, published = $3, seller_id = $4, title = $5, image_url = $6 WHERE product_id = $1 AND version = $7`,
        [...params, known],
        1,
      );
};

const addVariants = (unit: Unit, { productId, variants }: ProductListing, version: number): Unit => {
  const ids = variants.map((variant) => variant.variantId);
  unit.add('DELETE FROM catalogue_variants WHERE product_id = $1 AND variant_id <> ALL ($2::uuid[])', [productId, ids]);
  unit.add(
    `INSERT INTO catalogue_variants (variant_id, product_id, sku, options, weight_grams, base_currency)
     SELECT variant_id, $1::uuid, sku, options, weight_grams, base_currency
     FROM unnest($2::uuid[], $3::text[], $4::jsonb[], $5::int[], $6::text[]) AS variant (variant_id, sku, options, weight_grams, base_currency)
     ON CONFLICT (variant_id) DO UPDATE SET sku = excluded.sku, options = excluded.options, weight_grams = excluded.weight_grams,
       base_currency = excluded.base_currency`,
    [
      productId,
      ids,
      variants.map(({ sku }) => sku),
      variants.map(({ options }) => JSON.stringify(options)),
      variants.map(({ weightGrams }) => weightGrams),
      variants.map(({ prices: [base] }) => base.currency),
    ],
  );
  const prices = variants.flatMap((variant) => variant.prices.map((price) => ({ ...price, variantId: variant.variantId })));
  const columns = [prices.map((price) => price.variantId), prices.map(({ amount }) => amount), prices.map((price) => price.currency)];
  // A listing names every price there is; one that is not among them is over.
  unit.add(
    `DELETE FROM catalogue_currency_prices WHERE variant_id = ANY ($1::uuid[]) AND version < $2
     AND (variant_id, currency) NOT IN (SELECT * FROM unnest($3::uuid[], $4::text[]))`,
    [ids, version, columns[0], columns[2]],
  );
  return unit.add(
    `INSERT INTO catalogue_currency_prices (variant_id, version, amount, currency)
     SELECT variant_id, $1::int, amount, currency FROM unnest($2::uuid[], $3::bigint[], $4::text[]) AS price (variant_id, amount, currency)
     ON CONFLICT (variant_id, currency) DO UPDATE SET version = excluded.version, amount = excluded.amount
     WHERE catalogue_currency_prices.version < excluded.version`,
    [version, ...columns],
  );
};

const listingReads = (db: Database): CatalogueCopy['listings'] => {
  const all = async (ids: readonly string[]): Promise<Listings> => {
    const listings = (await db.query<ListingRow>(selectListings, [ids])).flatMap((row) => toListing(row) ?? []);
    return new Map(listings.map((listing) => [listing.variantId, listing]));
  };
  // One thing is added at a time, mostly, and by many.
  const one = coalesced<Listing>(async (ids) => new Map(await all(ids)));
  return async (ids) => {
    const [only] = ids;
    if (only === undefined) return new Map();
    if (ids.length > 1) return all(ids);
    const listing = await one(only);
    return new Map(listing === undefined ? [] : [[idOf<'Variant'>(only), listing]]);
  };
};

export const catalogueCopy = (db: Database): CatalogueCopy => ({
  listings: listingReads(db),
  versionOf: async (id) =>
    (await db.query<{ version: number }>('SELECT version FROM catalogue_products WHERE product_id = $1', [id]))[0]?.version,
  storeProduct: (listing, versions, cause) =>
    addVariants(addProduct(db.unit(cause), listing, versions), listing, versions.announced).commit(),
  withdrawProduct: async (id, { known, announced }, cause) => {
    const unit = db.unit(cause);
    if (known === undefined)
      unit.add('INSERT INTO catalogue_products (product_id, version, published) VALUES ($1, $2, false)', [id, announced], 1);
    else
      unit.add(
        'UPDATE catalogue_products SET version = $2, published = false WHERE product_id = $1 AND version = $3',
        [id, announced, known],
        1,
      );
    await unit.commit();
  },
  storePrice: ({ variantId, price, version }, cause) =>
    db
      .unit(cause)
      .addRows(storePrices, [[variantId], [version], [price.amount], [price.currency]])
      .commit(),
  storeAvailability: ({ variantId, available, version }, cause) =>
    db
      .unit(cause)
      .addRows(storeAvailabilities, [[variantId], [version], [available]])
      .commit(),
});
