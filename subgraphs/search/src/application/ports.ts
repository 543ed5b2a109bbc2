import type { CategoryId, Cause, Instant, ProductId, SellerId } from '@marketplace/kernel';
import type { ProductDocument } from '../domain/document';
import type { Highlight } from '../domain/highlights';
import type { Concern, Part } from '../domain/parts';
import type { Backlog, ModelVersion, Target } from './read-model';

export type ProductSort = 'RELEVANCE' | 'PRICE_ASC' | 'PRICE_DESC' | 'NEWEST' | 'BEST_SELLING' | 'RATING';

/** One name and the values of which any will do. */
export type ValuesFilter = { readonly name: string; readonly values: readonly string[] };

export type Filters = {
  /** The category or anything below it. */
  readonly categoryId?: CategoryId;
  readonly sellerIds?: readonly SellerId[];
  /** The prices of the product touch it; both ends included, minor units of `currency`. */
  readonly price?: { readonly min?: bigint; readonly max?: bigint };
  readonly ratingAtLeast?: number;
  readonly available?: boolean;
  readonly brands?: readonly string[];
  readonly attributes?: readonly ValuesFilter[];
  readonly options?: readonly ValuesFilter[];
};

/** Where a page ends: the sort value of its last hit and its id. What it means is the engine's business alone. */
export type Place = { readonly value: string; readonly id: ProductId };

export type SearchRequest = {
  /** What was typed, trimmed; undefined for a list without a query. */
  readonly text?: string;
  /** In which language it was typed; products in other languages are found by their own stems. */
  readonly language: string;
  readonly filters: Filters;
  /** Prices are compared in this currency; products without a price in it come last, and match no price filter. */
  readonly currency: string;
  readonly sort: ProductSort;
  readonly limit: number;
  readonly after?: Place;
  /** Facets and the total are left out when nobody asked for them. */
  readonly wants: { readonly facets: boolean; readonly total: boolean; readonly highlights: boolean };
};

/** What a list shows of a product. */
export type ListedProduct = Pick<
  ProductDocument,
  'productId' | 'slug' | 'title' | 'image' | 'prices' | 'rating' | 'sellerId' | 'sellerName' | 'available'
>;

export type Hit = { readonly document: ListedProduct; readonly place: Place; readonly highlights: readonly Highlight[] };

export type FacetValue = { readonly value: string; readonly label: string; readonly count: number };

/**
 * `key` says what it is of: category, seller, brand, price, rating, availability, attribute:<name>, option:<name>. Counts are
 * of products that pass every filter but the facet's own. Of a category, those right below the one filtered by.
 */
export type Facet = { readonly key: string; readonly label: string; readonly values: readonly FacetValue[] };

/** As far as hits are counted. Where more fit, facets count this many of them. */
export const mostCounted = 10_000;

export type SearchResult = {
  readonly hits: readonly Hit[];
  readonly hasMore: boolean;
  /** Exact up to `mostCounted`, which stands for that many or more. */
  readonly total: number;
  readonly facets: readonly Facet[];
};

export type Suggestion = { readonly text: string; readonly kind: 'QUERY' | 'PRODUCT' | 'CATEGORY' | 'BRAND'; readonly id?: string };

/** An engine that finds. It answers from the version of the index that is live, and from no other. */
export type SearchEngine = {
  /** Whether a place may have come from this engine, for such a search: `search` takes no other. */
  readonly isPlace: (request: Pick<SearchRequest, 'sort' | 'text'>, place: Place) => boolean;
  readonly search: (request: SearchRequest) => Promise<SearchResult>;
  /** What somebody who typed this much probably means, best first. */
  readonly suggest: (prefix: string, limit: number) => Promise<readonly Suggestion[]>;
  /** A query like this one that would find something; undefined when there is none. */
  readonly didYouMean: (text: string) => Promise<string | undefined>;
};

/** A document of a version of the index, or the word that the product is not to be found any more. */
export type DocumentChange = {
  /** Grows with every change of any document of a version; a follower remembers where it is. */
  readonly seq: bigint;
  readonly productId: ProductId;
  readonly document: ProductDocument | null;
};

/** The documents of all versions that are kept, whichever engine searches them. */
export type Documents = {
  readonly versions: () => Promise<readonly ModelVersion[]>;
  readonly changesAfter: (version: number, seq: bigint, limit: number) => Promise<readonly DocumentChange[]>;
};

/** Keeps facts. What is older than what is there changes nothing. */
export type PartStore = {
  readonly learn: (parts: readonly Part[], target: Target, cause: Cause) => Promise<void>;
  /** The aggregates whose events concern a product or the products of a seller. */
  readonly concerning: (scope: { readonly kind: 'product' | 'seller'; readonly id: string }) => Promise<ConcernedAggregates>;
  readonly backlog: (version: number) => Promise<Backlog>;
  readonly prepare: (version: number) => Promise<void>;
  /** Removes what is left of a version, some of it at a time; returns how many rows. */
  readonly drop: (version: number) => Promise<number>;
};

export type ConcernedAggregates = {
  readonly productIds: readonly string[];
  readonly variantIds: readonly string[];
  readonly sellerIds: readonly string[];
};

/** Makes documents of facts that have changed. One works at a time, over all replicas. */
export type Assembler = {
  /** Works in some of what waits; returns how many notes it took, 0 when none are left. */
  readonly assemble: () => Promise<number>;
};

/** What could not be worked in for what is in it, not for want of a database: it waits for news of it, and keeps nothing else back. */
export type SetAside = {
  readonly version: number;
  readonly concern: Concern;
  /** The id of the product, variant, seller, category or order. */
  readonly subject: string;
  readonly error: string;
  readonly attempts: number;
  readonly since: Instant;
  readonly triedAt: Instant;
};

export type SetAsideStore = {
  /** Of the versions that are kept, the oldest first. */
  readonly list: (limit: number) => Promise<readonly SetAside[]>;
};
