import { z } from 'zod';
import { event, id, moneyJson, quantity, sample } from './contract';

const products = { context: 'products', version: 1, aggregate: 'Product' } as const;

const offer = z.object({ price: moneyJson, compareAtPrice: moneyJson.optional() });

/** What a buyer can put into a cart, and what carts, inventory and shipping need to know of it. */
const variant = z.object({
  variantId: id,
  sku: z.string(),
  /** What warehouses call it, where that is not the SKU: the number on its package, or one of their own. */
  stockUnit: z.string().optional(),
  options: z.array(z.object({ name: z.string(), value: z.string() })),
  price: moneyJson,
  compareAtPrice: moneyJson.optional(),
  /** What it costs in every currency that it has a price in; the first is the price above. */
  prices: z.array(offer).min(1).optional(),
  weightGrams: z.int().positive(),
});

const attribute = z.object({
  name: z.string(),
  /** As people read it; a NUMBER as a decimal, a BOOLEAN as true or false. */
  value: z.string(),
  type: z.enum(['TEXT', 'NUMBER', 'BOOLEAN']),
  unit: z.string().optional(),
  /** Whether buyers filter by it. */
  searchable: z.boolean(),
});

const listing = z.object({
  productId: id,
  sellerId: id,
  slug: z.string(),
  title: z.string(),
  categoryId: id,
  /** The category and all that it lies in. */
  categoryIds: z.array(id).optional(),
  imageUrl: z.string().optional(),
  imageAlt: z.string().optional(),
  description: z.string().optional(),
  /** In which language title and description are: a BCP 47 tag. */
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
  description: 'A draft exists; buyers do not see it.',
  data: z.object({ productId: id, sellerId: id, slug: z.string(), title: z.string(), categoryId: id }),
  example: { productId: sample.product, sellerId: sample.seller, slug: 'trail-jacket', title: 'Trail jacket', categoryId: sample.category },
});

export const ProductUpdatedV1 = event({
  ...products,
  type: 'ProductUpdated',
  description: 'Title, category, image or variants changed; the data is the listing as it is now, published or not.',
  data: listing.extend({ published: z.boolean() }),
  example: { ...exampleListing, published: true },
});

export const ProductPublishedV1 = event({
  ...products,
  type: 'ProductPublished',
  description: 'Buyers see the product and can buy its variants at these prices.',
  data: listing,
  example: exampleListing,
});

export const ProductUnpublishedV1 = event({
  ...products,
  type: 'ProductUnpublished',
  description: 'Buyers no longer see the product; its variants cannot be bought until it is published again.',
  data: z.object({ productId: id }),
  example: { productId: sample.product },
});

export const ProductArchivedV1 = event({
  ...products,
  type: 'ProductArchived',
  description: 'The product is gone for good; orders keep their own snapshots.',
  data: z.object({ productId: id }),
  example: { productId: sample.product },
});

export const PriceChangedV1 = event({
  ...products,
  type: 'PriceChanged',
  description: 'A variant costs this in this currency from now on; frozen carts and orders keep what they have.',
  data: z.object({ productId: id, variantId: id, price: moneyJson, compareAtPrice: moneyJson.optional() }),
  example: { productId: sample.product, variantId: sample.variant, price: sample.price },
});

const place = {
  categoryId: id,
  name: z.string(),
  slug: z.string(),
  /** From the root to the category itself. */
  path: z.array(id).min(1),
};
const examplePlace = { categoryId: sample.category, name: 'Jackets', slug: 'jackets', path: [sample.order, sample.category] };

const categories = { context: 'products', version: 1, aggregate: 'Category' } as const;

export const CategoryCreatedV1 = event({
  ...categories,
  type: 'CategoryCreated',
  description: 'The shop has a new shelf.',
  data: z.object(place),
  example: examplePlace,
});

export const CategoryRenamedV1 = event({
  ...categories,
  type: 'CategoryRenamed',
  description: 'A shelf is called otherwise from now on; its address in the shop stays.',
  data: z.object(place),
  example: examplePlace,
});

export const CategoryMovedV1 = event({
  ...categories,
  type: 'CategoryMoved',
  description:
    'A shelf, with all that lies in it, has another place in the tree. Every path that began with previousPath begins with path now; products below are not announced one by one.',
  data: z.object({ ...place, previousPath: z.array(id).min(1) }),
  example: { ...examplePlace, previousPath: [sample.category] },
});

export const InitialStockStatedV1 = event({
  context: 'products',
  version: 1,
  aggregate: 'InitialStock',
  type: 'InitialStockStated',
  description:
    'Whoever added a variant by a file said how many pieces there are of it. Told once for a variant, which is the id of the aggregate, and only when it joins the catalogue.',
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

/** How far a file is. */
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
  description: 'A seller has begun to bring in a file of products.',
  data: z.object({ importId: id, sellerId: id, format: z.enum(['SHOPIFY_CSV', 'JSON_LINES']) }),
  example: { importId: sample.import, sellerId: sample.seller, format: 'SHOPIFY_CSV' },
});

export const ProductImportAdvancedV1 = event({
  ...imports,
  type: 'ProductImportAdvanced',
  description: 'So much of the file has been carried out; told about once a second, for those who watch.',
  data: z.object(progress),
  example: exampleProgress,
});

export const ProductImportFinishedV1 = event({
  ...imports,
  type: 'ProductImportFinished',
  description: 'Nothing more will come of the file: all of it was read, or it could not be read, or somebody called it off.',
  data: z.object(progress),
  example: { ...exampleProgress, status: 'COMPLETED' },
});
