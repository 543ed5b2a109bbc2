import type { ProductId } from '@marketplace/kernel';
import { append, emptyPostings, type Postings } from './postings';

/** The price range of a product in one currency, in minor units; exact up to 2^53. */
export type PriceEntry = { readonly currency: string; readonly min: number; readonly max: number };

/** The data of a product that changes often, without a change of its words. */
export type Figures = {
  /** The sequence number of the product's row; changes with every change of the product. */
  readonly seq: bigint;
  readonly prices: readonly PriceEntry[];
  readonly available: boolean;
  /** Hundredths of a star. */
  readonly rating: number;
  readonly ratingRank: number;
  readonly sold: number;
  readonly popularity: number;
  /** Milliseconds since 1970. */
  readonly published: number;
  /** The IDs of the facet values derived from figures: price, rating, availability. */
  readonly facets: readonly number[];
};

/** A product to add to a segment. `text` is a hash that changes whenever words or facets change. */
export type Entry = {
  readonly productId: ProductId;
  readonly text: string;
  readonly words: readonly (readonly [word: string, weight: number])[];
  /** The IDs of the facet values that are not derived from figures. */
  readonly facets: readonly number[];
  readonly figures: Figures;
};

/** The IDs of facet values by ordinal: those of a product are at `starts[ordinal]` up to `starts[ordinal + 1]`. */
export type FacetLists = { readonly values: Uint32Array; readonly starts: Uint32Array };

/**
 * The columns of an index in memory: words and facets as lists of ordinals, figures by ordinal. A product whose words change
 * gets a new ordinal, and its old one is dead. A segment with too many dead ordinals is rebuilt.
 */
export type Segment = {
  readonly words: ReadonlyMap<string, Postings>;
  /** The postings by ID of the facet value. */
  readonly facetPostings: ReadonlyMap<number, Postings>;
  readonly facetLists: () => FacetLists;
  /** The product IDs by ordinal; undefined for a dead ordinal. */
  readonly ids: readonly (ProductId | undefined)[];
  readonly figures: readonly Figures[];
  /** The prices by currency and ordinal. */
  readonly prices: ReadonlyMap<string, readonly (PriceEntry | undefined)[]>;
  readonly counts: () => { readonly alive: number; readonly dead: number };
  /** The number of changes of any kind, and of changes of words or facets. */
  readonly revision: () => { readonly all: number; readonly texts: number };
  readonly put: (entry: Entry) => void;
  readonly remove: (id: ProductId) => void;
};

const grown = (array: Uint32Array, size: number): Uint32Array<ArrayBuffer> => {
  const larger = new Uint32Array(size * 2);
  larger.set(array);
  return larger;
};

const postingsIn = <Key>(map: Map<Key, Postings>, key: Key): Postings => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = emptyPostings();
  map.set(key, made);
  return made;
};

/** Copies the string, since a substring would keep the whole original text in memory. */
const copyOf = (word: string): string => Buffer.from(word).toString();

/** The facet values by ordinal, in an append-only column. */
const facetColumn = () => {
  const lists = { values: new Uint32Array(1_024), starts: new Uint32Array(256), size: 0 };
  return {
    lists,
    push: (ordinal: number, own: readonly number[]): void => {
      if (lists.size + own.length > lists.values.length) lists.values = grown(lists.values, lists.size + own.length);
      if (ordinal + 1 >= lists.starts.length) lists.starts = grown(lists.starts, ordinal + 2);
      lists.values.set(own, lists.size);
      lists.size += own.length;
      lists.starts[ordinal + 1] = lists.size;
    },
  };
};

/** The prices by currency and ordinal. */
const priceColumns = () => {
  const columns = new Map<string, (PriceEntry | undefined)[]>();
  return {
    columns,
    replace: (ordinal: number, before: readonly PriceEntry[], after: readonly PriceEntry[]): void => {
      for (const { currency } of before) {
        const column = columns.get(currency);
        if (column !== undefined) column[ordinal] = undefined;
      }
      for (const price of after) {
        const column = columns.get(price.currency) ?? [];
        column[ordinal] = price;
        columns.set(price.currency, column);
      }
    },
  };
};

export const createSegment = (): Segment => {
  const words = new Map<string, Postings>();
  const facetPostings = new Map<number, Postings>();
  const { lists, push } = facetColumn();
  const { columns: prices, replace } = priceColumns();
  const ids: (ProductId | undefined)[] = [];
  const texts: string[] = [];
  const figures: Figures[] = [];
  const ordinals = new Map<ProductId, number>();
  const revision = { all: 0, texts: 0 };

  const setFigures = (ordinal: number, after: Figures): void => {
    replace(ordinal, figures[ordinal]?.prices ?? [], after.prices);
    figures[ordinal] = after;
    revision.all += 1;
  };

  const remove = (id: ProductId): void => {
    const ordinal = ordinals.get(id);
    if (ordinal === undefined) return;
    revision.all += 1;
    revision.texts += 1;
    ordinals.delete(id);
    ids[ordinal] = undefined;
    texts[ordinal] = '';
    replace(ordinal, figures[ordinal]?.prices ?? [], []);
  };

  const add = ({ productId, text, words: own, facets, figures: first }: Entry): void => {
    const ordinal = ids.length;
    revision.texts += 1;
    ids.push(productId);
    texts.push(text);
    ordinals.set(productId, ordinal);
    for (const [word, weight] of own) append(words.get(word) ?? postingsIn(words, copyOf(word)), ordinal, weight);
    for (const facet of facets) append(postingsIn(facetPostings, facet), ordinal, 0);
    push(ordinal, facets);
    setFigures(ordinal, first);
  };

  return {
    words,
    facetPostings,
    facetLists: () => lists,
    ids,
    figures,
    prices,
    counts: () => ({ alive: ordinals.size, dead: ids.length - ordinals.size }),
    revision: () => revision,
    remove,
    put: (entry) => {
      const known = ordinals.get(entry.productId);
      if (known !== undefined && texts[known] === entry.text) {
        setFigures(known, entry.figures);
        return;
      }
      remove(entry.productId);
      add(entry);
    },
  };
};
