import type { ProductId } from '@marketplace/kernel';
import type { PriceRange } from '../domain/document';
import type { FoundProduct, MatchedWords } from './search-results';

/** The data of a product that searching, counting and sorting need. */
export type IndexedProduct = {
  /** Its stems with their weights, from 3 for words of the title to 0 for words of the description. */
  readonly words: readonly (readonly [stem: string, weight: number])[];
  /** The IDs of its facet values. */
  readonly facets: readonly number[];
  readonly prices: readonly PriceRange[];
  readonly available: boolean;
  /** Hundredths of a star. */
  readonly rating: number;
  readonly ratingRank: number;
  readonly sold: number;
  readonly popularity: number;
  /** Milliseconds since 1970. */
  readonly published: number;
};

/** A change of the index; `product` is null for a product that left the index. */
export type IndexChange = { readonly seq: bigint; readonly productId: ProductId; readonly product: IndexedProduct | null };

/** A facet value and its labels. */
export type FacetName = {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly value: string;
  readonly label: string;
  readonly parent: string | null;
  /** Increases with every change of any facet value. */
  readonly revision: bigint;
};

/** The summary of a found product, with the texts to highlight. */
export type FoundProductRow = Required<FoundProduct> & { readonly productId: ProductId; readonly seq: bigint };

/** A query in one language: alternative stems for every word. A document must have one stem of each word. */
export type Branch = readonly (readonly string[])[];

export type ParsedQuery = {
  /** A document matches if it matches any branch. */
  readonly branches: readonly Branch[];
  readonly matchedWords: MatchedWords;
};

export type QueryText = { readonly text: string; readonly language: string; readonly version: number };

/** The index as read by an engine that keeps its own copy. */
export type IndexSource = {
  /** The live version, and the highest sequence number assigned so far, committed or not. */
  readonly latest: () => Promise<{ readonly version: number; readonly seq: bigint } | undefined>;
  readonly changesAfter: (version: number, seq: bigint, limit: number) => Promise<readonly IndexChange[]>;
  readonly facetNamesAfter: (revision: bigint) => Promise<readonly FacetName[]>;
  readonly foundProducts: (version: number, productIds: readonly ProductId[]) => Promise<readonly FoundProductRow[]>;
  /** Parses a search text: stems, similar words, stop words. */
  readonly parse: (query: QueryText) => Promise<ParsedQuery>;
};
