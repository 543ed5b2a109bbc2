import type { AggregateStore, Page, Versioned } from '@marketplace/application';
import type { CategoryId, Cause, Clock, Instant, NewId, ProductId, SellerId, VariantId } from '@marketplace/kernel';
import type { Category, CategoryEvent } from '../domain/category';
import type { ProductCommand, ProductRejection } from '../domain/decide';
import type { Product, ProductEvent } from '../domain/product';
import type { Offer } from '../domain/variant';
import type { PriceScheduleId, PriceScheduleStatus } from '../domain/schedules';
import type { ProductListing, PublishedListing } from './listing.view';

/** A product in the state that an event has led to, with its category and all that it lies in, root first. */
export type CategorizedProduct = { readonly product: Product; readonly categoryIds: readonly CategoryId[] };

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

export type Conflicts = {
  readonly takenSku?: string;
  readonly takenStockUnit?: string;
  readonly slugTaken: boolean;
  readonly categoryKnown: boolean;
};

/** Variants, prices, plans and the listing are written with their product, or not at all. */
export type ProductStore = AggregateStore<Product, ProductCommand, ProductEvent, ProductRejection>;

export type ProductLookUps = {
  readonly findOfVariant: (id: VariantId) => Promise<Versioned<Product> | undefined>;
  readonly findOfSchedule: (id: PriceScheduleId) => Promise<Versioned<Product> | undefined>;
  /** Products with a price that is due to change, the longest waiting first. */
  readonly withDueSchedules: (at: Instant, limit: number) => Promise<readonly ProductId[]>;
  /** Looks around before a decision; the database's own constraints decide a race. */
  readonly conflictsOf: (claims: Claims) => Promise<Conflicts>;
};

/** What the use cases of a product need of the store. */
export type ProductPorts = Pick<ProductStore, 'find' | 'save'> & Pick<ProductLookUps, 'findOfVariant' | 'findOfSchedule' | 'conflictsOf'>;

export type ListingRefresh = {
  /** Products whose listing is missing, older than the product, or of an older shape. */
  readonly stale: (limit: number) => Promise<readonly ProductId[]>;
  readonly write: (product: Versioned<Product>) => Promise<void>;
};

/** A category as it was read, and how many levels it and all below it make. */
export type FoundCategory = { readonly category: Category; readonly version: number; readonly height: number };

export type CategoryChange = {
  /** Undefined for a new category. */
  readonly before: FoundCategory | undefined;
  readonly event: CategoryEvent;
  /** The version of the tree that the decision has seen. */
  readonly tree: number;
};

export type CategoryStore = {
  /** The version of the tree, and those of the categories that there are. */
  readonly look: (ids: readonly CategoryId[]) => Promise<{ readonly tree: number; readonly found: ReadonlyMap<string, FoundCategory> }>;
  readonly isSlugTaken: (slug: string) => Promise<boolean>;
  /** Writes the category, the paths of all below it, and the announcement as one; throws StaleWrite when the tree has moved on. */
  readonly save: (change: CategoryChange, cause: Cause) => Promise<void>;
};

type NamedSeller = { readonly id: SellerId; readonly name: string };

/** Sellers as far as the catalogue cares: what they are called, and whether accounts has approved them. */
export type SellerStore = {
  readonly isApproved: (id: SellerId) => Promise<boolean>;
  readonly nameOf: (id: SellerId) => Promise<string | undefined>;
  /** A name that came with an application; what is known already stays. */
  readonly learn: (seller: NamedSeller, cause: Cause) => Promise<void>;
  readonly approve: (seller: NamedSeller & { readonly approvedAt: Instant }, cause: Cause) => Promise<void>;
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
  readonly published: (page: Page<ShopPlace> & { readonly categoryId?: CategoryId }) => Promise<readonly PublishedListing[]>;
  /** Everything of a seller, drafts too, newest first. */
  readonly ofSeller: (id: SellerId, page: Page<ProductId>) => Promise<readonly ProductListing[]>;
};

/** When a product was published, unpublished or archived, and by whom. */
export type Publication = {
  readonly status: 'PUBLISHED' | 'UNPUBLISHED' | 'ARCHIVED';
  /** As histories name who acts: user:<id> or system:<context>. */
  readonly by: string;
  readonly at: Instant;
};

/** A plan for a price with what has become of it. */
export type PlannedPrice = {
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
  readonly schedules: (ids: readonly ProductId[]) => Promise<ReadonlyMap<string, readonly PlannedPrice[]>>;
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
  readonly products: ProductPorts;
  readonly categories: CategoryStore;
  readonly sellers: SellerStore;
  readonly clock: Clock;
  readonly newId: NewId;
};
