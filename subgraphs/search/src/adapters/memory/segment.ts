import type { ProductId } from '@marketplace/kernel';
import { append, emptyPostings, type Postings } from './postings';

/** What a product costs in one currency, in minor units; exact up to 2^53. */
export type PriceEntry = { readonly currency: string; readonly min: number; readonly max: number };

/** What changes often, without a change of words. */
export type Figures = {
  /** Of the row that this is from: another whenever anything of the product is another. */
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
  /** Numbers of the facet values that follow from these figures: price, rating, availability. */
  readonly facets: readonly number[];
};

/** A product as the segment takes it in. `text` is another whenever words or facets are others than before. */
export type Entry = {
  readonly productId: ProductId;
  readonly text: string;
  readonly words: readonly (readonly [word: string, weight: number])[];
  /** Numbers of the facet values that do not follow from figures. */
  readonly facets: readonly number[];
  readonly figures: Figures;
};

/** Numbers of facet values by ordinal, one after the other, from `starts[ordinal]` to where the next begins. */
export type FacetLists = { readonly values: Uint32Array; readonly starts: Uint32Array };

/**
 * The columns of an index in memory: words and facets as lists of ordinals, figures by ordinal. A product whose words
 * change gets a new ordinal, and its old one is dead; a segment with too many dead ones is made again.
 */
export type Segment = {
  readonly words: ReadonlyMap<string, Postings>;
  /** By the number of the facet value. */
  readonly facetPostings: ReadonlyMap<number, Postings>;
  readonly facetLists: () => FacetLists;
  /** Undefined where dead. */
  readonly ids: readonly (ProductId | undefined)[];
  readonly figures: readonly Figures[];
  /** By currency, by ordinal. */
  readonly prices: ReadonlyMap<string, readonly (PriceEntry | undefined)[]>;
  readonly counts: () => { readonly alive: number; readonly dead: number };
  /** How often anything was changed, and how often words or facets were. */
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

/** A piece of a text keeps the whole text in memory for as long as it is kept itself. */
const copyOf = (word: string): string => Buffer.from(word).toString();

/** Facet values by ordinal, appended ordinal after ordinal. */
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

/** Prices by currency and ordinal. */
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
