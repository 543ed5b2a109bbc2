import type { CategoryId, Cause, Clock, Instant, NewId, ProductId, SellerId, VariantId } from '@marketplace/kernel';
import type { Category, CategoryEvent } from '../domain/category';
import type { Product, ProductEvent } from '../domain/product';
import type { Offer } from '../domain/variant';
import type { PriceScheduleId, PriceScheduleStatus } from '../domain/schedules';
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
  readonly stockUnits: readonly string[];
  /** The variant that may have SKU and stock unit because it has them already. */
  readonly variantId?: VariantId;
  readonly slug?: string;
  readonly categoryId?: CategoryId;
};

export type Standing = {
  readonly takenSku: string | undefined;
  readonly takenStockUnit: string | undefined;
  readonly slugTaken: boolean;
  readonly categoryKnown: boolean;
};

export type ProductRepository = {
  readonly find: (id: ProductId) => Promise<Versioned<Product> | undefined>;
  readonly findOfVariant: (id: VariantId) => Promise<Versioned<Product> | undefined>;
  readonly findOfSchedule: (id: PriceScheduleId) => Promise<Versioned<Product> | undefined>;
  /** Products with a price that is due to change, the longest waiting first. */
  readonly withDueSchedules: (at: Instant, limit: number) => Promise<readonly ProductId[]>;
  /** Looks around before a decision; the database's own constraints decide a race. */
  readonly standingOf: (claims: Claims) => Promise<Standing>;
  /** Writes state, prices, publication history, listing and announcements as one; throws StaleWrite when the product has moved on. */
  readonly save: (change: ProductChange, cause: Cause) => Promise<void>;
  /** Products whose listing is missing, older than the product, or of an older shape. */
  readonly withStaleListing: (limit: number) => Promise<readonly ProductId[]>;
  readonly saveListing: (product: Versioned<Product>) => Promise<void>;
};

/** The tree as a decision has seen it; a write is accepted only while nobody has changed the tree since. */
export type CategoryPlace = {
  readonly category: Versioned<Category>;
  /** How many levels the category and all below it make. */
  readonly height: number;
};

export type CategoryChange = {
  /** Version 0 with no state before: there was none. */
  readonly before: Versioned<Category> | undefined;
  readonly event: CategoryEvent;
  readonly tree: number;
};

export type CategoryRepository = {
  /** The version of the tree, and those of the categories that there are. */
  readonly look: (ids: readonly CategoryId[]) => Promise<{ readonly tree: number; readonly found: ReadonlyMap<string, CategoryPlace> }>;
  readonly isSlugTaken: (slug: string) => Promise<boolean>;
  /** Writes the category, the paths of all below it, and the announcement as one; throws StaleWrite when the tree has moved on. */
  readonly save: (change: CategoryChange, cause: Cause) => Promise<void>;
  /** Categories that were made before categories were announced. */
  readonly unannounced: (limit: number) => Promise<readonly Category[]>;
  /** Does nothing when somebody else has done so. */
  readonly announce: (category: Category, cause: Cause) => Promise<void>;
};

type NamedSeller = { readonly id: SellerId; readonly name: string };

/** Sellers as far as the catalogue cares: what they are called, and whether accounts has approved them. */
export type SellerRepository = {
  readonly isApproved: (id: SellerId) => Promise<boolean>;
  readonly nameOf: (id: SellerId) => Promise<string | undefined>;
  /** A name that came with an application; what is known already stays. */
  readonly learn: (seller: NamedSeller, cause: Cause) => Promise<void>;
  readonly approve: (seller: NamedSeller, cause: Cause) => Promise<void>;
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

/** When a product came on show or went off, and on whose word. */
export type Publication = {
  readonly status: 'PUBLISHED' | 'UNPUBLISHED' | 'ARCHIVED';
  /** As histories name who acts: user:<id> or system:<context>. */
  readonly by: string;
  readonly at: Instant;
};

/** A plan for a price with what has become of it. */
export type PriceScheduleRow = {
  readonly id: PriceScheduleId;
  readonly variantId: VariantId;
  readonly offer: Offer;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly status: PriceScheduleStatus;
  readonly createdAt: Instant;
  readonly closedAt: Instant | null;
};

/** Reads for who works for the seller; each is one statement for all the products of a page. */
export type BackOfficeViews = {
  /** Oldest first. */
  readonly publications: (ids: readonly ProductId[]) => Promise<ReadonlyMap<string, readonly Publication[]>>;
  /** The open ones and the last hundred that are over, by the time from which they hold. */
  readonly schedules: (ids: readonly ProductId[]) => Promise<ReadonlyMap<string, readonly PriceScheduleRow[]>>;
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
