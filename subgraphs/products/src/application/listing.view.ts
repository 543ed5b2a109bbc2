import {
  moneyToJson,
  type Actor,
  type CategoryId,
  type Instant,
  type MoneyJson,
  type ProductId,
  type SellerId,
  type VariantId,
} from '@marketplace/kernel';
import { choicesOf, type OptionChoice } from '../domain/options';
import { mayManage } from '../domain/policies';
import { priceRange } from '../domain/pricing';
import {
  firstPublishedAt,
  type Attribute,
  type Image,
  type Option,
  type Product,
  type ProductStatus,
  type Variant,
} from '../domain/product';
import type { Versioned } from './versioned';

export type VariantListing = {
  readonly id: VariantId;
  readonly sku: string;
  readonly options: readonly Option[];
  readonly weightGrams: number;
  readonly price: MoneyJson | null;
  readonly compareAtPrice: MoneyJson | null;
};

/** All that the graph shows of a product, in one row, so that a page of products or a batch of references is one statement. */
export type ProductListing = {
  readonly id: ProductId;
  readonly version: number;
  readonly status: ProductStatus;
  readonly sellerId: SellerId;
  readonly categoryId: CategoryId;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
  readonly images: readonly Image[];
  readonly options: readonly OptionChoice[];
  readonly priceRange: { readonly min: MoneyJson; readonly max: MoneyJson } | null;
  readonly variants: readonly VariantListing[];
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly publishedAt: Instant | null;
};

/** The number of the shape above. Raise it with every change: the listing-refresh job then rewrites every row. */
export const listingShape = 1;

const variantListingOf = ({ id, sku, options, weightGrams, price }: Variant): VariantListing => ({
  id,
  sku,
  options,
  weightGrams,
  price: price === undefined ? null : moneyToJson(price.price),
  compareAtPrice: price?.compareAtPrice === undefined ? null : moneyToJson(price.compareAtPrice),
});

export const listingOf = ({ state: product, version }: Versioned<Product>): ProductListing => {
  const range = priceRange(product.variants);
  return {
    id: product.id,
    version,
    status: product.status,
    sellerId: product.sellerId,
    slug: product.slug,
    ...product.details,
    options: choicesOf(product.variants),
    priceRange: range === undefined ? null : { min: moneyToJson(range.min), max: moneyToJson(range.max) },
    variants: product.variants.map(variantListingOf),
    createdAt: product.createdAt,
    changedAt: product.changedAt,
    publishedAt: firstPublishedAt(product) ?? null,
  };
};

/** Whether somebody may find the product in the shop: published, or one's own. */
export const isOnShow = (listing: ProductListing, actor: Actor): boolean =>
  listing.status === 'PUBLISHED' || mayManage(actor, listing.sellerId);

/** Whether a link from an order or a cart still leads to the product: it was sold as it was, whatever has become of it. */
export const isLinkable = (listing: ProductListing, actor: Actor): boolean =>
  listing.publishedAt !== null || mayManage(actor, listing.sellerId);
