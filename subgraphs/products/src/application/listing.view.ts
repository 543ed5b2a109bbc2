import type { Page, Versioned } from '@marketplace/application';
import {
  moneyToJson,
  refuse,
  type Actor,
  type CategoryId,
  type Instant,
  type MoneyJson,
  type ProductId,
  type Refusal,
  type SellerId,
  type VariantId,
} from '@marketplace/kernel';
import { choicesOf, type OptionChoice } from '../domain/options';
import { mayManage } from '../domain/policies';
import { pricesOf } from '../domain/prices';
import { priceRange } from '../domain/pricing';
import { firstPublishedAt, type Attribute, type Image, type Product, type ProductStatus } from '../domain/product';
import type { Offer, Option, Variant } from '../domain/variant';

export type PriceListing = { readonly price: MoneyJson; readonly compareAtPrice: MoneyJson | null };

export type VariantListing = {
  readonly id: VariantId;
  readonly sku: string;
  readonly options: readonly Option[];
  readonly weightGrams: number;
  /** Shown to those who manage the seller's products. */
  readonly stockUnit: string | null;
  readonly price: MoneyJson | null;
  readonly compareAtPrice: MoneyJson | null;
  /** The prices in all currencies; the first is the price above. */
  readonly prices: readonly PriceListing[];
};

/** A product as GraphQL shows it, in one row, so that a page or a batch of references is one statement. */
export type ProductListing = {
  readonly id: ProductId;
  readonly version: number;
  readonly status: ProductStatus;
  readonly sellerId: SellerId;
  /** Null until the seller's name is known. */
  readonly sellerName: string | null;
  readonly categoryId: CategoryId;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly language: string;
  readonly brand: string | null;
  readonly tags: readonly string[];
  readonly attributes: readonly Attribute[];
  readonly images: readonly Image[];
  readonly options: readonly OptionChoice[];
  readonly priceRange: { readonly min: MoneyJson; readonly max: MoneyJson } | null;
  readonly variants: readonly VariantListing[];
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly publishedAt: Instant | null;
};

/** The version of the type above. Increase it with every change: the listing-refresh job then rewrites all rows. */
export const listingShape = 2;

const priceListingOf = ({ price, compareAtPrice }: Offer): PriceListing => ({
  price: moneyToJson(price),
  compareAtPrice: compareAtPrice === undefined ? null : moneyToJson(compareAtPrice),
});

const variantListingOf = (variant: Variant): VariantListing => {
  const { id, sku, options, weightGrams, stockUnit, price } = variant;
  return {
    id,
    sku,
    options,
    weightGrams,
    stockUnit: stockUnit ?? null,
    ...(price === undefined ? { price: null, compareAtPrice: null } : priceListingOf(price)),
    prices: pricesOf(variant).map(priceListingOf),
  };
};

/** Builds the listing of a product. */
export const listingOf = (
  { state: product, version }: Pick<Versioned<Product>, 'state' | 'version'>,
  sellerName: string | null,
): ProductListing => {
  const range = priceRange(product.variants);
  const { brand = null, ...details } = product.details;
  return {
    id: product.id,
    version,
    status: product.status,
    sellerId: product.sellerId,
    sellerName,
    slug: product.slug,
    ...details,
    brand,
    options: choicesOf(product.variants),
    priceRange: range === undefined ? null : { min: moneyToJson(range.min), max: moneyToJson(range.max) },
    variants: product.variants.map(variantListingOf),
    createdAt: product.createdAt,
    changedAt: product.changedAt,
    publishedAt: firstPublishedAt(product) ?? null,
  };
};

/** A listing that was published at least once. */
export type PublishedListing = ProductListing & { readonly publishedAt: Instant };

export const wasPublished = (listing: ProductListing): listing is PublishedListing => listing.publishedAt !== null;

/** True if the actor can see the product in the shop: it is published, or the actor manages it. */
export const isVisible = (listing: ProductListing, actor: Actor): boolean =>
  listing.status === 'PUBLISHED' || mayManage(actor, listing.sellerId);

/** True if a reference from an order or a cart resolves: the product was published once, or the actor manages it. */
export const isResolvable = (listing: ProductListing, actor: Actor): boolean => wasPublished(listing) || mayManage(actor, listing.sellerId);

type SellerPage = { readonly sellerId: SellerId; readonly page: Page<ProductId> };
type SellerViews = { readonly ofSeller: (id: SellerId, page: Page<ProductId>) => Promise<readonly ProductListing[]> };

/** The products of a seller, newest first, for those who may manage them. */
export const ofSeller = async (
  views: SellerViews,
  { sellerId, page }: SellerPage,
  actor: Actor,
): Promise<readonly ProductListing[] | Refusal<'forbidden'>> =>
  mayManage(actor, sellerId) ? views.ofSeller(sellerId, page) : refuse('forbidden');
