import type { AggregateStore, Page, Versioned } from '@marketplace/application';
import type { CategoryId, Cause, Clock, Instant, NewId, ProductId, SellerId, VariantId } from '@marketplace/kernel';
import type { Category, CategoryEvent } from '../domain/category';
import type { ProductCommand, ProductRejection } from '../domain/decide';
import type { Product, ProductEvent } from '../domain/product';
import type { Offer } from '../domain/variant';
import type { PriceScheduleId, PriceScheduleStatus } from '../domain/schedules';
import type { ProductListing, PublishedListing } from './listing.view';

/** A product after an event, with the IDs of its category and all ancestors, root first. */
export type CategorizedProduct = { readonly product: Product; readonly categoryIds: readonly CategoryId[] };

/** The values of a product that must be unique or must exist. */
export type Claims = {
  readonly sellerId: SellerId;
  readonly skus: readonly string[];
  readonly stockUnits: readonly string[];
  /** The variant that owns the SKU and stock unit already. */
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

/** Products are saved with their variants, prices, schedules and listing. */
export type ProductStore = AggregateStore<Product, ProductCommand, ProductEvent, ProductRejection>;

export type ProductLookUps = {
  readonly findOfVariant: (id: VariantId) => Promise<Versioned<Product> | undefined>;
  readonly findOfSchedule: (id: PriceScheduleId) => Promise<Versioned<Product> | undefined>;
  /** Products with a due price change, the longest overdue first. */
  readonly withDueSchedules: (at: Instant, limit: number) => Promise<readonly ProductId[]>;
  /** Finds conflicts before a decision; the constraints of the database decide races. */
  readonly conflictsOf: (claims: Claims) => Promise<Conflicts>;
};

export type ProductPorts = Pick<ProductStore, 'find' | 'save'> & Pick<ProductLookUps, 'findOfVariant' | 'findOfSchedule' | 'conflictsOf'>;

export type ListingRefresh = {
  /** Products whose listing is missing or outdated. */
  readonly stale: (limit: number) => Promise<readonly ProductId[]>;
  readonly write: (product: Versioned<Product>) => Promise<void>;
};

/** A category with the number of levels of itself and its descendants. */
export type FoundCategory = { readonly category: Category; readonly version: number; readonly height: number };

export type CategoryChange = {
  /** Undefined for a new category. */
  readonly before: FoundCategory | undefined;
  readonly event: CategoryEvent;
  /** The version of the tree when it was read. */
  readonly tree: number;
};

export type CategoryStore = {
  /** Reads the version of the tree and the categories that exist. */
  readonly load: (ids: readonly CategoryId[]) => Promise<{ readonly tree: number; readonly found: ReadonlyMap<string, FoundCategory> }>;
  readonly isSlugTaken: (slug: string) => Promise<boolean>;
  /** Saves the category, the paths of its descendants and the event in one statement. Throws StaleWrite if the tree has changed. */
  readonly save: (change: CategoryChange, cause: Cause) => Promise<void>;
};

type NamedSeller = { readonly id: SellerId; readonly name: string };

/** The names of sellers, and whether accounts has approved them. */
export type SellerStore = {
  readonly isApproved: (id: SellerId) => Promise<boolean>;
  readonly nameOf: (id: SellerId) => Promise<string | undefined>;
  /** Records the name from an application, unless the name is already known. */
  readonly recordName: (seller: NamedSeller, cause: Cause) => Promise<void>;
  readonly recordApproval: (seller: NamedSeller & { readonly approvedAt: Instant }, cause: Cause) => Promise<void>;
};

/** The sort key of a published product. */
export type PublishedPosition = { readonly publishedAt: Instant; readonly id: ProductId };

/** Queries for GraphQL, not for decisions. Each is one statement. */
export type ListingViews = {
  readonly byIds: (ids: readonly ProductId[]) => Promise<ReadonlyMap<string, ProductListing>>;
  /** By requested variant ID. */
  readonly byVariants: (ids: readonly VariantId[]) => Promise<ReadonlyMap<string, ProductListing>>;
  readonly bySlug: (slug: string) => Promise<ProductListing | undefined>;
  /** Published products, newest first; with a category, only those of it and its descendants. */
  readonly published: (page: Page<PublishedPosition> & { readonly categoryId?: CategoryId }) => Promise<readonly PublishedListing[]>;
  /** All products of a seller, including drafts, newest first. */
  readonly ofSeller: (id: SellerId, page: Page<ProductId>) => Promise<readonly ProductListing[]>;
};

/** A publication, unpublication or archiving of a product. */
export type Publication = {
  readonly status: 'PUBLISHED' | 'UNPUBLISHED' | 'ARCHIVED';
  /** The actor in the format of histories: user:<id> or system:<context>. */
  readonly by: string;
  readonly at: Instant;
};

/** A price schedule, open or closed. */
export type RecordedSchedule = {
  readonly id: PriceScheduleId;
  readonly variantId: VariantId;
  readonly offer: Offer;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly status: PriceScheduleStatus;
  readonly createdAt: Instant;
  readonly closedAt: Instant | null;
};

/** Queries for those who manage the seller's products; each is one statement for a page of products. */
export type BackOfficeViews = {
  /** Oldest first. */
  readonly publications: (ids: readonly ProductId[]) => Promise<ReadonlyMap<string, readonly Publication[]>>;
  /** All open schedules and the last 100 closed ones, by start date. */
  readonly schedules: (ids: readonly ProductId[]) => Promise<ReadonlyMap<string, readonly RecordedSchedule[]>>;
};

/** A category and its ancestors, root first. */
export type CategoryPath = readonly Pick<Category, 'id' | 'name' | 'slug'>[];

export type CategoryViews = {
  readonly byIds: (ids: readonly CategoryId[]) => Promise<ReadonlyMap<string, CategoryPath>>;
  readonly bySlug: (slug: string) => Promise<CategoryPath | undefined>;
  /** All categories: parents before their children, siblings by name. */
  readonly all: () => Promise<readonly CategoryPath[]>;
};

export type Ports = {
  readonly products: ProductPorts;
  readonly categories: CategoryStore;
  readonly sellers: SellerStore;
  readonly clock: Clock;
  readonly newId: NewId;
};
