import type { ProductId } from '@marketplace/kernel';
import { batched, type Database, type Row, type Unit } from '@marketplace/platform';
import type { CatalogueCopy, CopyVersions, ProductListing } from '../../application/ports';
import type { Listing, Listings } from '../../domain/listing';
import { joinListings, listingColumns, toListings, type ListingRow } from './cart-rows';
import { CatalogueAvailability, CataloguePrices, CatalogueProducts, CatalogueVariants } from './tables';

const selectListings = `
  SELECT i.variant_id AS "variantId", v.product_id AS "productId", ${listingColumns} FROM unnest($1::uuid[]) AS i (variant_id)${joinListings}`;

// Prices arrive in large numbers in a flash sale. A listing contains every current price: a price older than the listing is either
// included in it or no longer valid, and must not be stored.
const storePrices = `
  INSERT INTO catalogue_prices (variant_id, version, amount, currency)
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::text[]) AS price (variant_id, version, amount, currency)
  WHERE NOT EXISTS (SELECT FROM catalogue_variants v JOIN catalogue_products p ON p.product_id = v.product_id
    WHERE v.variant_id = price.variant_id AND p.version > price.version)
  ON CONFLICT (variant_id, currency) DO UPDATE SET version = excluded.version, amount = excluded.amount
  WHERE catalogue_prices.version < excluded.version`;

// A listing contains every variant and price: others of its product are deleted. A variant belongs to one product, so listings of
// several products can be handled in one statement.
const deleteVariants = `
  DELETE FROM catalogue_variants v USING unnest($1::uuid[], $2::uuid[]) AS listed (product_id, variant_id)
  WHERE v.product_id = listed.product_id AND v.variant_id <> ALL ($2::uuid[])`;

const deletePrices = `
  DELETE FROM catalogue_prices p USING unnest($1::uuid[], $2::text[], $3::int[]) AS listed (variant_id, currency, version)
  WHERE p.variant_id = listed.variant_id AND p.version < listed.version
    AND (p.variant_id, p.currency) NOT IN (SELECT * FROM unnest($1::uuid[], $2::text[]))`;

type Description = Pick<Row<typeof CatalogueProducts>, 'published'> & Partial<Row<typeof CatalogueProducts>>;

const undescribed = { sellerId: null, title: null, imageUrl: null };

type CopiedProduct = { readonly productId: ProductId; readonly versions: CopyVersions };

/** Writes the product at its version: of two concurrent messages, the second retries. */
const addProduct = (unit: Unit, { productId, versions: { current, incoming } }: CopiedProduct, description: Description): Unit => {
  const set = { ...description, version: incoming };
  return current === undefined
    ? unit.insert(CatalogueProducts, [{ ...undescribed, ...set, productId }])
    : unit.update(CatalogueProducts, [{ where: { productId, version: current }, set }]);
};

const addVariants = (unit: Unit, { productId, variants }: ProductListing, version: number): Unit => {
  const prices = variants.flatMap((variant) => variant.prices.map((price) => ({ variantId: variant.variantId, version, ...price })));
  return unit
    .addRows(deleteVariants, [variants.map(() => productId), variants.map(({ variantId }) => variantId)])
    .upsert(
      CatalogueVariants,
      variants.map(({ prices: [base], ...variant }) => ({ ...variant, productId, baseCurrency: base.currency })),
      ['variantId'],
    )
    .addRows(deletePrices, [prices.map(({ variantId }) => variantId), prices.map(({ currency }) => currency), prices.map(() => version)])
    .upsert(CataloguePrices, prices, { by: ['variantId', 'currency'], newer: 'version' });
};

const listingReads = (db: Database): CatalogueCopy['listings'] => {
  const all = async (ids: readonly string[]): Promise<Listings> => toListings(await db.query<ListingRow>(selectListings, [ids]));
  // Most requests add one variant; concurrent ones are batched.
  const one = batched<Listing>(all);
  return async (ids) => {
    const [only] = ids;
    if (only === undefined) return new Map();
    if (ids.length > 1) return all(ids);
    const found = await one(only);
    return new Map(found === undefined ? [] : [[only, found]]);
  };
};

export const catalogueCopy = (db: Database): CatalogueCopy => ({
  listings: listingReads(db),
  versionOf: async (id) => (await db.select(CatalogueProducts, 'WHERE product_id = $1', [id]))[0]?.version,
  storeProduct: (product, versions, cause) => {
    const { productId, published, sellerId, title, imageUrl = null } = product;
    const unit = addProduct(db.unit(cause), { productId, versions }, { published, sellerId, title, imageUrl });
    return addVariants(unit, product, versions.incoming).commit();
  },
  withdrawProduct: (productId, versions, cause) => addProduct(db.unit(cause), { productId, versions }, { published: false }).commit(),
  storePrice: ({ variantId, price, version }, cause) =>
    db
      .unit(cause)
      .addRows(storePrices, [[variantId], [version], [price.amount], [price.currency]])
      .commit(),
  storeAvailability: (availability, cause) =>
    db
      .unit(cause)
      .upsert(CatalogueAvailability, [availability], { by: ['variantId'], newer: 'version' })
      .commit(),
});
