import type { CategoryId, Cause, Clock, Instant, NewId, ProductId, SellerId, VariantId } from '@marketplace/kernel';
import type { Category } from '../domain/category';
import type { Product, ProductEvent } from '../domain/product';
import type { ProductListing } from './listing.view';
import type { Versioned } from './versioned';

/** What happened to a product; version 0 is before its first event. */
export type ProductChange = { readonly version: number; readonly before: Product | undefined; readonly events: readonly ProductEvent[] };

/** A product in the state that an event has led to, with its category and all that it lies in, root first. */
export type ShelvedProduct = { readonly product: Product; readonly categoryIds: readonly CategoryId[] };

/** What a product may clash with in the catalogue around it. */
export type Claims = {
  readonly sellerId: SellerId;
  readonly skus: readonly string[];
  /** The variant that may have the SKU because it has it already. */
  readonly variantId?: VariantId;
  readonly slug?: string;
  readonly categoryId?: CategoryId;
};

export type Standing = { readonly takenSku: string | undefined; readonly slugTaken: boolean; readonly categoryKnown: boolean };

export type ProductRepository = {
  readonly find: (id: ProductId) => Promise<Versioned<Product> | undefined>;
  readonly findOfVariant: (id: VariantId) => Promise<Versioned<Product> | undefined>;
  /** Looks around before a decision; the database's own constraints decide a race. */
  readonly standingOf: (claims: Claims) => Promise<Standing>;
  /** Writes state, prices, publication history, listing and announcements as one; throws StaleWrite when the product has moved on. */
  readonly save: (change: ProductChange, cause: Cause) => Promise<void>;
  /** Products whose listing is missing, older than the product, or of an older shape. */
  readonly withStaleListing: (limit: number) => Promise<readonly ProductId[]>;
  readonly saveListing: (product: Versioned<Product>) => Promise<void>;
};

export type CategoryRepository = {
  readonly find: (id: CategoryId) => Promise<Category | undefined>;
  readonly isSlugTaken: (slug: string) => Promise<boolean>;
  readonly add: (category: Category, cause: Cause) => Promise<void>;
};

/** Sellers as far as the catalogue cares: accounts has approved them. */
export type SellerRepository = {
  readonly isApproved: (id: SellerId) => Promise<boolean>;
  readonly approve: (seller: { readonly id: SellerId; readonly name: string }, cause: Cause) => Promise<void>;
};

/** The place of a published product in the shop's list. */
export type ShopPlace = { readonly publishedAt: Instant; readonly id: ProductId };

/** Reads for the graph; never for decisions. Each is one statement. */
export type ListingViews = {
  readonly byIds: (ids: readonly ProductId[]) => Promise<ReadonlyMap<string, ProductListing>>;
  /** By the id of the variant asked for. */
  readonly byVariants: (ids: readonly VariantId[]) => Promise<ReadonlyMap<string, ProductListing>>;
  readonly bySlug: (slug: string) => Promise<ProductListing | undefined>;
  /** What buyers see, of a category and all below it or of all, newest first. */
  readonly published: (page: {
    readonly limit: number;
    readonly after?: ShopPlace;
    readonly categoryId?: CategoryId;
  }) => Promise<readonly ProductListing[]>;
  /** Everything of a seller, drafts too, newest first. */
  readonly ofSeller: (id: SellerId, page: { readonly limit: number; readonly before?: ProductId }) => Promise<readonly ProductListing[]>;
};

/** A category with those above it, root first, itself last. */
export type CategoryPath = readonly Pick<Category, 'id' | 'name' | 'slug'>[];

export type CategoryViews = {
  readonly byIds: (ids: readonly CategoryId[]) => Promise<ReadonlyMap<string, CategoryPath>>;
  readonly bySlug: (slug: string) => Promise<CategoryPath | undefined>;
  /** The whole tree as a list: parents before their children, siblings by name. */
  readonly all: () => Promise<readonly CategoryPath[]>;
};

export type Ports = {
  readonly products: ProductRepository;
  readonly categories: CategoryRepository;
  readonly sellers: SellerRepository;
  readonly clock: Clock;
  readonly newId: NewId;
};
