import { z } from 'zod';
import { event, id, moneyJson, sample } from './contract';

const products = { context: 'products', version: 1, aggregate: 'Product' } as const;

/** What a buyer can put into a cart, and what carts, inventory and shipping need to know of it. */
const variant = z.object({
  variantId: id,
  sku: z.string(),
  options: z.array(z.object({ name: z.string(), value: z.string() })),
  price: moneyJson,
  compareAtPrice: moneyJson.optional(),
  weightGrams: z.int().positive(),
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
  variants: z.array(variant).min(1),
});

const exampleListing: z.output<typeof listing> = {
  productId: sample.product,
  sellerId: sample.seller,
  slug: 'trail-jacket',
  title: 'Trail jacket',
  categoryId: sample.category,
  imageUrl: 'https://img.example/trail-jacket.jpg',
  variants: [
    { variantId: sample.variant, sku: 'TJ-M-BLUE', options: [{ name: 'Size', value: 'M' }], price: sample.price, weightGrams: 600 },
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
  description: 'A variant costs this from now on; frozen carts and orders keep what they have.',
  data: z.object({ productId: id, variantId: id, price: moneyJson, compareAtPrice: moneyJson.optional() }),
  example: { productId: sample.product, variantId: sample.variant, price: sample.price },
});
