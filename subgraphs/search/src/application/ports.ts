import type { CategoryId, Cause, Instant, ProductId, SellerId } from '@marketplace/kernel';
import type { ProductDocument } from '../domain/document';
import type { Highlight } from '../domain/highlights';
import type { Concern, Fact } from '../domain/facts';
import type { Backlog, ModelVersion, Target } from './read-model';

export type ProductSort = 'RELEVANCE' | 'PRICE_ASC' | 'PRICE_DESC' | 'NEWEST' | 'BEST_SELLING' | 'RATING';

/** A filter by the values of one attribute or option. Any of the values matches. */
export type ValuesFilter = { readonly name: string; readonly values: readonly string[] };

export type Filters = {
  /** The category, including its subcategories. */
  readonly categoryId?: CategoryId;
  readonly sellerIds?: readonly SellerId[];
  /** A range that a price of the product must be in, both ends included, in minor units of `currency`. */
  readonly price?: { readonly min?: bigint; readonly max?: bigint };
  readonly ratingAtLeast?: number;
  readonly available?: boolean;
  readonly brands?: readonly string[];
  readonly attributes?: readonly ValuesFilter[];
  readonly options?: readonly ValuesFilter[];
};

/** The position of a hit in its list: its sort value and its ID. Only the engine interprets the value. */
export type CursorPosition = { readonly value: string; readonly id: ProductId };

export type SearchRequest = {
  /** The search text, trimmed; undefined for a search without text. */
  readonly text?: string;
  /** The language of the text. Products in other languages match by the stems of their own language. */
  readonly language: string;
  readonly filters: Filters;
  /** The currency in which prices are compared. Products without a price in it come last and match no price filter. */
  readonly currency: string;
  readonly sort: ProductSort;
  readonly limit: number;
  readonly after?: CursorPosition;
  /** The parts of the result to compute. */
  readonly include: { readonly facets: boolean; readonly total: boolean; readonly highlights: boolean };
};

/** The data of a product in search results. */
export type ListedProduct = Pick<
  ProductDocument,
  'productId' | 'slug' | 'title' | 'image' | 'prices' | 'rating' | 'sellerId' | 'sellerName' | 'available'
>;

export type Hit = { readonly document: ListedProduct; readonly position: CursorPosition; readonly highlights: readonly Highlight[] };

export type FacetValue = { readonly value: string; readonly label: string; readonly count: number };

/**
 * A facet. `key` is category, seller, brand, price, rating, availability, attribute:<name> or option:<name>. Counts cover the
 * products that match all filters except the facet's own. The category facet has the direct children of the filtered category.
 */
export type Facet = { readonly key: string; readonly label: string; readonly values: readonly FacetValue[] };

/** The limit of counting. If more products match, facets count this many of them. */
export const maxCount = 10_000;

export type SearchResult = {
  readonly hits: readonly Hit[];
  readonly hasMore: boolean;
  /** Exact below `maxCount`, which means that many or more. */
  readonly total: number;
  readonly facets: readonly Facet[];
};

export type Suggestion = { readonly text: string; readonly kind: 'QUERY' | 'PRODUCT' | 'CATEGORY' | 'BRAND'; readonly id?: string };

/** A search engine. It answers from the live version of the index only. */
export type SearchEngine = {
  /** True when the position can come from this engine for such a search. `search` accepts no other. */
  readonly isValidPosition: (request: Pick<SearchRequest, 'sort' | 'text'>, position: CursorPosition) => boolean;
  readonly search: (request: SearchRequest) => Promise<SearchResult>;
  /** Suggestions for a partly typed search, best first. */
  readonly suggest: (prefix: string, limit: number) => Promise<readonly Suggestion[]>;
  /** A similar text that has results; undefined if there is none. */
  readonly didYouMean: (text: string) => Promise<string | undefined>;
};

/** A change of a document in a version of the index; `document` is null if the product left the index. */
export type DocumentChange = {
  /** Increases with every change of a document of the version. Followers store it as their progress. */
  readonly seq: bigint;
  readonly productId: ProductId;
  readonly document: ProductDocument | null;
};

/** The documents of all retained versions, for engines that copy them. */
export type Documents = {
  readonly versions: () => Promise<readonly ModelVersion[]>;
  readonly changesAfter: (version: number, seq: bigint, limit: number) => Promise<readonly DocumentChange[]>;
};

/** Stores facts. A fact older than the stored one changes nothing. */
export type FactStore = {
  readonly save: (facts: readonly Fact[], target: Target, cause: Cause) => Promise<void>;
  /** The aggregates with events about a product or the products of a seller. */
  readonly relatedAggregates: (scope: { readonly kind: 'product' | 'seller'; readonly id: string }) => Promise<RelatedAggregates>;
  readonly backlog: (version: number) => Promise<Backlog>;
  readonly prepare: (version: number) => Promise<void>;
  /** Removes a batch of the rows of a version; returns the number of rows. */
  readonly drop: (version: number) => Promise<number>;
};

export type RelatedAggregates = {
  readonly productIds: readonly string[];
  readonly variantIds: readonly string[];
  readonly sellerIds: readonly string[];
};

/** Builds documents from changed facts. Only one runs at a time, across all replicas. */
export type DocumentBuilder = {
  /** Processes a batch of pending updates; returns their number, 0 if none are left. */
  readonly buildBatch: () => Promise<number>;
};

/** An item that cannot be applied because of its data. It blocks nothing else, and is retried with its next update. */
export type Quarantined = {
  readonly version: number;
  readonly concern: Concern;
  /** The ID of the product, variant, seller, category or order. */
  readonly subject: string;
  readonly error: string;
  readonly attempts: number;
  readonly since: Instant;
  readonly triedAt: Instant;
};

export type QuarantineStore = {
  /** The quarantined items of the retained versions, oldest first. */
  readonly list: (limit: number) => Promise<readonly Quarantined[]>;
};
