import { actorRef, type Cause, type ProductId } from '@marketplace/kernel';
import type { Unit } from '@marketplace/platform';
import { listingOf, listingShape } from '../../application/listing.view';
import type { Versioned } from '../../application/versioned';
import { optionsKey } from '../../domain/options';
import { currencyOf } from '../../domain/pricing';
import { pricesOf } from '../../domain/prices';
import { firstPublishedAt, type Details, type Product, type ProductEvent } from '../../domain/product';
import type { Variant, VariantFacts } from '../../domain/variant';
import { addPlanChanges, addPriceChanges, addPrices, type Priced } from './price-parts';

const pricedOf = (variant: Variant): readonly Priced[] => pricesOf(variant).map((price) => ({ id: variant.id, price }));

/** The product's own row: made when there is none, else changed only if it is still the one that was read. */
export const addProductRow = (unit: Unit, from: number, { state: product, version }: Versioned<Product>): Unit => {
  const { id, details } = product;
  const columns = [
    id,
    version,
    details.title,
    details.description,
    details.categoryId,
    product.status,
    currencyOf(product.variants) ?? null,
    firstPublishedAt(product) ?? null,
    product.changedAt,
    details.language,
    details.brand ?? null,
    details.tags,
  ];
  return from === 0
    ? unit.add(
        `INSERT INTO products (id, version, title, description, category_id, status, currency, first_published_at, updated_at, language, brand, tags,
           seller_id, slug, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
        [...columns, product.sellerId, product.slug, product.createdAt],
      )
    : unit.add(
        `UPDATE products SET version = $2, title = $3, description = $4, category_id = $5, status = $6, currency = $7, first_published_at = $8, updated_at = $9,
           language = $10, brand = $11, tags = $12
         WHERE id = $1 AND version = $13`,
        [...columns, from],
        1,
      );
};

const addVariants = (unit: Unit, product: Product, variants: readonly Variant[]): Unit => {
  if (variants.length === 0) return unit;
  const first = product.variants.length - variants.length;
  unit.add(
    `INSERT INTO product_variants (id, product_id, seller_id, position, sku, options, options_key, weight_grams, stock_unit)
     SELECT id, $1, $2, position, sku, options, options_key, weight_grams, stock_unit
     FROM unnest($3::uuid[], $4::int[], $5::text[], $6::jsonb[], $7::text[], $8::int[], $9::text[])
       AS v (id, position, sku, options, options_key, weight_grams, stock_unit)`,
    [
      product.id,
      product.sellerId,
      variants.map(({ id }) => id),
      variants.map((_, position) => first + position),
      variants.map(({ sku }) => sku),
      variants.map(({ options }) => JSON.stringify(options)),
      variants.map(({ options }) => optionsKey(options)),
      variants.map(({ weightGrams }) => weightGrams),
      variants.map(({ stockUnit }) => stockUnit ?? null),
    ],
  );
  return addPrices(unit, product.id, variants.flatMap(pricedOf));
};

/** The two parts never meet in a row: places that stay are overwritten, places beyond the new end are removed. */
const addImages = (unit: Unit, id: ProductId, { images }: Details): Unit =>
  unit
    .add(
      `INSERT INTO product_images (product_id, position, url, alt)
       SELECT $1, position - 1, url, alt FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS image (url, alt, position)
       ON CONFLICT (product_id, position) DO UPDATE SET url = excluded.url, alt = excluded.alt`,
      [id, images.map(({ url }) => url), images.map(({ alt }) => alt)],
    )
    .add('DELETE FROM product_images WHERE product_id = $1 AND position >= $2', [id, images.length]);

const addAttributes = (unit: Unit, id: ProductId, { attributes }: Details): Unit =>
  unit
    .add(
      `INSERT INTO product_attributes (product_id, position, name, value, type, unit, searchable)
       SELECT $1, position - 1, name, value, type, unit, searchable
       FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[]) WITH ORDINALITY AS attribute (name, value, type, unit, searchable, position)
       ON CONFLICT (product_id, position) DO UPDATE
         SET name = excluded.name, value = excluded.value, type = excluded.type, unit = excluded.unit, searchable = excluded.searchable`,
      [
        id,
        attributes.map(({ name }) => name),
        attributes.map(({ value }) => value),
        attributes.map(({ type }) => type),
        attributes.map(({ unit: counted }) => counted ?? null),
        attributes.map(({ searchable }) => searchable),
      ],
    )
    .add('DELETE FROM product_attributes WHERE product_id = $1 AND position >= $2', [id, attributes.length]);

const addVariantRow = (unit: Unit, { id, sku, options, weightGrams, stockUnit }: VariantFacts): Unit =>
  unit.add(
    'UPDATE product_variants SET sku = $2, options = $3, options_key = $4, weight_grams = $5, stock_unit = $6 WHERE id = $1',
    [id, sku, JSON.stringify(options), optionsKey(options), weightGrams, stockUnit ?? null],
    1,
  );

const publicationOf = { ProductPublished: 'PUBLISHED', ProductUnpublished: 'UNPUBLISHED', ProductArchived: 'ARCHIVED' } as const;

export type Step = { readonly event: ProductEvent; readonly after: Product; readonly version: number };

/** What an event changes beside the product's own row; prices and plans change together, below. */
const addStep = (unit: Unit, { event, after, version }: Step, cause: Cause): Unit => {
  const { id } = after;
  switch (event.type) {
    case 'ProductCreated':
      return addVariants(addAttributes(addImages(unit, id, event.details), id, event.details), after, event.variants);
    case 'DetailsChanged':
      return addAttributes(addImages(unit, id, event.details), id, event.details);
    case 'VariantAdded':
      return addVariants(unit, after, [event.variant]);
    case 'VariantChanged':
      return addVariantRow(unit, event.variant);
    case 'PriceChanged':
    case 'PriceWithdrawn':
    case 'PriceScheduled':
    case 'PriceScheduleStarted':
    case 'PriceScheduleEnded':
    case 'PriceScheduleCancelled':
      return unit;
    case 'ProductPublished':
    case 'ProductUnpublished':
    case 'ProductArchived':
      return unit.add(
        'INSERT INTO product_publications (product_id, version, status, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5)',
        [id, version, publicationOf[event.type], actorRef(cause.actor), event.at],
      );
  }
};

/** All that a change writes beside the product's own row. */
export const addSteps = (unit: Unit, steps: readonly Step[], cause: Cause): Unit => {
  const [first] = steps;
  if (first === undefined) return unit;
  for (const step of steps) addStep(unit, step, cause);
  const events = steps.map(({ event }) => event);
  const { id } = first.after;
  return addPlanChanges(addPriceChanges(unit, id, events), id, { events, actor: cause.actor });
};

/** A listing never goes back to an older version of its product. It knows what its seller is called, for the time being. */
export const upsertListing = `
  INSERT INTO product_listing (product_id, version, shape, seller_id, category_id, slug, status, published_at, listing)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
    $9::jsonb || jsonb_build_object('sellerName', (SELECT name FROM seller_names WHERE seller_id = $4::uuid)))
  ON CONFLICT (product_id) DO UPDATE SET version = excluded.version, shape = excluded.shape, category_id = excluded.category_id,
    status = excluded.status, published_at = excluded.published_at, listing = excluded.listing
  WHERE product_listing.version <= excluded.version`;

export const listingColumns = (product: Versioned<Product>): readonly unknown[] => {
  // The statement itself adds the name of the seller.
  const listing = listingOf(product, null);
  return [
    listing.id,
    listing.version,
    listingShape,
    listing.sellerId,
    listing.categoryId,
    listing.slug,
    listing.status,
    listing.publishedAt,
    JSON.stringify(listing),
  ];
};
