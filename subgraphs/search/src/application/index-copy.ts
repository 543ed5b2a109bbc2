import type { ProductId } from '@marketplace/kernel';
import type { PriceRange } from '../domain/document';
import type { FoundCard, FoundWords } from './shown';

/** A product as far as finding, counting and ordering need it. */
export type IndexedProduct = {
  /** Its stems, each with how much it counts: 3 for words of the title down to 0 for those of the description. */
  readonly words: readonly (readonly [stem: string, weight: number])[];
  /** Numbers of facet values. */
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

/** A change of the index; null for a product that is not to be found any more. */
export type IndexChange = { readonly seq: bigint; readonly productId: ProductId; readonly product: IndexedProduct | null };

/** What a facet value is called. */
export type FacetName = {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly value: string;
  readonly label: string;
  readonly parent: string | null;
  /** Grows with every change of any of them. */
  readonly revision: bigint;
};

/** What a list shows of a product that is found, and what words are shown in. */
export type CardRow = Required<FoundCard> & { readonly productId: ProductId; readonly seq: bigint };

/** What was typed in one language: for every word the stems of which one must be there. */
export type Branch = readonly (readonly string[])[];

export type ParsedText = {
  /** A document fits that fits any of them. */
  readonly branches: readonly Branch[];
  readonly found: FoundWords;
};

export type TypedText = { readonly text: string; readonly language: string; readonly version: number };

/** The index as an engine reads it that keeps a copy of its own. */
export type IndexSource = {
  /** The version that is live, and the last number that any change was given, committed or not. */
  readonly latest: () => Promise<{ readonly version: number; readonly seq: bigint } | undefined>;
  readonly changesAfter: (version: number, seq: bigint, limit: number) => Promise<readonly IndexChange[]>;
  readonly facetNamesAfter: (revision: bigint) => Promise<readonly FacetName[]>;
  readonly cards: (version: number, productIds: readonly ProductId[]) => Promise<readonly CardRow[]>;
  /** Reads what people type: stems, near misses, words that say nothing. */
  readonly parse: (typed: TypedText) => Promise<ParsedText>;
};
