import { z } from 'zod';
import { event, id, moneyJson, quantity, sample } from './contract';

const products = { context: 'products', version: 1, aggregate: 'Product' } as const;

const offer = z.object({ price: moneyJson, compareAtPrice: moneyJson.optional() });

/** A variant that buyers purchase, with the data that carts, inventory and shipping need. */
const variant = z.object({
  variantId: id,
  sku: z.string(),
  /** The code that warehouses use, if it is not the SKU: a barcode, or a number of their own. */
  stockUnit: z.string().optional(),
  options: z.array(z.object({ name: z.string(), value: z.string() })),
  price: moneyJson,
  compareAtPrice: moneyJson.optional(),
  /** The prices in all currencies; the first is `price`. */
  prices: z.array(offer).min(1).optional(),
  weightGrams: z.int().positive(),
});

const attribute = z.object({
  name: z.string(),
  /** The value as text: a NUMBER as a decimal, a BOOLEAN as true or false. */
  value: z.string(),
  type: z.enum(['TEXT', 'NUMBER', 'BOOLEAN']),
  unit: z.string().optional(),
  /** True when buyers can filter by it. */
  searchable: z.boolean(),
});

const listing = z.object({
  productId: id,
  sellerId: id,
  slug: z.string(),
  title: z.string(),
  categoryId: id,
  /** The category and its ancestors. */
  categoryIds: z.array(id).optional(),
  imageUrl: z.string().optional(),
  imageAlt: z.string().optional(),
  description: z.string().optional(),
  /** The language of the title and description, as a BCP 47 tag. */
  language: z.string().optional(),
  brand: z.string().optional(),
  tags: z.array(z.string()).optional(),
  attributes: z.array(attribute).optional(),
  variants: z.array(variant).min(1),
});

const exampleListing: z.output<typeof listing> = {
  productId: sample.product,
  sellerId: sample.seller,
  slug: 'trail-jacket',
  title: 'Trail jacket',
  categoryId: sample.category,
  categoryIds: [sample.category],
  imageUrl: 'https://img.example/trail-jacket.jpg',
  imageAlt: 'A blue jacket on a hanger',
  description: 'Keeps the rain out.',
  language: 'en',
  brand: 'Northlight',
  tags: ['outdoor'],
  attributes: [{ name: 'Material', value: 'Nylon', type: 'TEXT', searchable: true }],
  variants: [
    {
      variantId: sample.variant,
      sku: 'TJ-M-BLUE',
      options: [{ name: 'Size', value: 'M' }],
      price: sample.price,
      prices: [{ price: sample.price }],
      weightGrams: 600,
    },
  ],
};

export const ProductCreatedV1 = event({
  ...products,
  type: 'ProductCreated',
  description: 'A product was created as a draft; buyers cannot see it.',
  data: z.object({ productId: id, sellerId: id, slug: z.string(), title: z.string(), categoryId: id }),
  example: { productId: sample.product, sellerId: sample.seller, slug: 'trail-jacket', title: 'Trail jacket', categoryId: sample.category },
});

export const ProductUpdatedV1 = event({
  ...products,
  type: 'ProductUpdated',
  description: 'A product was updated. The data is the complete current listing, published or not.',
  data: listing.extend({ published: z.boolean() }),
  example: { ...exampleListing, published: true },
});

export const ProductPublishedV1 = event({
  ...products,
  type: 'ProductPublished',
  description: 'A product was published: buyers can see it and purchase its variants at these prices.',
  data: listing,
  example: exampleListing,
});

export const ProductUnpublishedV1 = event({
  ...products,
  type: 'ProductUnpublished',
  description: 'A product was unpublished: buyers cannot see it or purchase its variants until it is published again.',
  data: z.object({ productId: id }),
  example: { productId: sample.product },
});

export const ProductArchivedV1 = event({
  ...products,
  type: 'ProductArchived',
  description: 'A product was archived permanently; orders keep their own snapshots.',
  data: z.object({ productId: id }),
  example: { productId: sample.product },
});

export const PriceChangedV1 = event({
  ...products,
  type: 'PriceChanged',
  description: 'The price of a variant in one currency changed; locked carts and orders keep their prices.',
  data: z.object({ productId: id, variantId: id, price: moneyJson, compareAtPrice: moneyJson.optional() }),
  example: { productId: sample.product, variantId: sample.variant, price: sample.price },
});

const category = {
  categoryId: id,
  name: z.string(),
  slug: z.string(),
  /** The IDs from the root to the category itself. */
  path: z.array(id).min(1),
};
const exampleCategory = { categoryId: sample.category, name: 'Jackets', slug: 'jackets', path: [sample.order, sample.category] };

const categories = { context: 'products', version: 1, aggregate: 'Category' } as const;

export const CategoryCreatedV1 = event({
  ...categories,
  type: 'CategoryCreated',
  description: 'A category was created.',
  data: z.object(category),
  example: exampleCategory,
});

export const CategoryRenamedV1 = event({
  ...categories,
  type: 'CategoryRenamed',
  description: 'A category was renamed; its slug is unchanged.',
  data: z.object(category),
  example: exampleCategory,
});

export const CategoryMovedV1 = event({
  ...categories,
  type: 'CategoryMoved',
  description:
    'A category was moved in the tree, with its subcategories. Every path that began with previousPath now begins with path. No events are published for the products below it.',
  data: z.object({ ...category, previousPath: z.array(id).min(1) }),
  example: { ...exampleCategory, previousPath: [sample.category] },
});

export const InitialStockStatedV1 = event({
  context: 'products',
  version: 1,
  aggregate: 'InitialStock',
  type: 'InitialStockStated',
  description:
    'An import file specified the initial stock of a new variant. Published once per variant, whose ID is the aggregate ID, when the variant is created.',
  data: z.object({ productId: id, variantId: id, sellerId: id, sku: z.string(), quantity, importId: id }),
  example: {
    productId: sample.product,
    variantId: sample.variant,
    sellerId: sample.seller,
    sku: 'TJ-M-BLUE',
    quantity: 40,
    importId: sample.import,
  },
});

const imports = { context: 'products', version: 1, aggregate: 'ProductImport' } as const;

/** The progress of an import. */
const progress = {
  importId: id,
  sellerId: id,
  status: z.enum(['UPLOADING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED']),
  rowsRead: z.int().nonnegative(),
  productsCreated: z.int().nonnegative(),
  productsUpdated: z.int().nonnegative(),
  errors: z.int().nonnegative(),
};

const exampleProgress = {
  importId: sample.import,
  sellerId: sample.seller,
  status: 'RUNNING',
  rowsRead: 400,
  productsCreated: 120,
  productsUpdated: 3,
  errors: 2,
} as const;

export const ProductImportStartedV1 = event({
  ...imports,
  type: 'ProductImportStarted',
  description: 'A seller has started a product import.',
  data: z.object({ importId: id, sellerId: id, format: z.enum(['SHOPIFY_CSV', 'JSON_LINES']) }),
  example: { importId: sample.import, sellerId: sample.seller, format: 'SHOPIFY_CSV' },
});

export const ProductImportAdvancedV1 = event({
  ...imports,
  type: 'ProductImportAdvanced',
  description: 'A product import has made progress. Published about once a second.',
  data: z.object(progress),
  example: exampleProgress,
});

export const ProductImportFinishedV1 = event({
  ...imports,
  type: 'ProductImportFinished',
  description: 'A product import has ended: it was completed, failed, or was cancelled.',
  data: z.object(progress),
  example: { ...exampleProgress, status: 'COMPLETED' },
});
