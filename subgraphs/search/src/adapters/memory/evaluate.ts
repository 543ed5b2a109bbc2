import type { ProductId } from '@marketplace/kernel';
import { bitsOf, hasBit } from './postings';
import type { Figures, PriceEntry, Segment } from './segment';
import type { TextMatch } from './text-match';

/**
 * A filter by facet values (a product must have any of them) or by figures. The facet with this key is counted without the filter.
 */
export type FilterGroup = { readonly key: string } & (
  { readonly values: readonly number[] } | { readonly passes: (figures: Figures, price: PriceEntry | undefined) => boolean }
);

/** The sort value of a hit. `score` is its text score, 0 without a text. */
export type SortValue = (figures: Figures, price: PriceEntry | undefined, score: number) => number;

/** A hit, with the sequence number of the product's state. */
export type Found = Ranked & { readonly seq: bigint };

export type Ranked = { readonly id: ProductId; readonly value: number };

export type Query = {
  readonly match: TextMatch | undefined;
  readonly filters: readonly FilterGroup[];
  readonly currency: string;
  readonly value: SortValue;
  /** True for ascending values and, among equal values, ascending IDs. Otherwise both descend. */
  readonly isAscending: boolean;
  readonly limit: number;
  readonly after?: Ranked | undefined;
  /** The facet keys by ID of the facet value; undefined if no facets are requested. */
  readonly facets: readonly (string | undefined)[] | undefined;
};

export type Evaluated = {
  readonly total: number;
  readonly hits: readonly Found[];
  /** The number of products by ID of the facet value. */
  readonly counts: Uint32Array;
};

type IsBefore = (a: Ranked, b: Ranked) => boolean;

const upwards: IsBefore = (a, b) => a.value < b.value || (a.value === b.value && a.id < b.id);
const downwards: IsBefore = (a, b) => upwards(b, a);

/** Collects the best hits in order. */
const keepBest = (limit: number, isBefore: IsBefore): { readonly best: readonly Found[]; readonly offer: (hit: Found) => void } => {
  const best: Found[] = [];
  return {
    best,
    offer: (hit) => {
      const last = best.at(-1);
      if (best.length === limit && last !== undefined && !isBefore(hit, last)) return;
      let [low, high] = [0, best.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        const there = best[middle];
        if (there !== undefined && isBefore(there, hit)) low = middle + 1;
        else high = middle;
      }
      best.splice(low, 0, hit);
      if (best.length > limit) best.pop();
    },
  };
};

type Test = { readonly key: string; readonly passes: (ordinal: number, figures: Figures, price: PriceEntry | undefined) => boolean };

const testsOf = (segment: Segment, { filters }: Query): readonly Test[] =>
  filters.map((filter): Test => {
    const { key } = filter;
    if ('passes' in filter) return { key, passes: (_, figures, price) => filter.passes(figures, price) };
    const lists = filter.values.map((value) => segment.facetPostings.get(value));
    const bits = bitsOf(lists, segment.ids.length);
    return { key, passes: (ordinal) => hasBit(bits, ordinal) };
  });

type Counting = {
  readonly counts: Uint32Array;
  /** Counts a product for all facets, or only for the facet whose filter it has failed. */
  readonly count: (ordinal: number, figures: Figures, onlyKey: string | undefined) => void;
};

const counting = (segment: Segment, facets: readonly (string | undefined)[]): Counting => {
  const { values, starts } = segment.facetLists();
  const counts = new Uint32Array(facets.length);
  const add = (facet: number, onlyKey: string | undefined): void => {
    if (onlyKey === undefined || facets[facet] === onlyKey) counts[facet] = (counts[facet] ?? 0) + 1;
  };
  return {
    counts,
    count: (ordinal, figures, onlyKey) => {
      const end = starts[ordinal + 1] ?? 0;
      for (let index = starts[ordinal] ?? 0; index < end; index += 1) add(values[index] ?? 0, onlyKey);
      for (const facet of figures.facets) add(facet, onlyKey);
    },
  };
};

/** Filters, counts and sorts in one pass over the products that match the text, or over all. */
export const evaluate = (segment: Segment, query: Query): Evaluated => {
  const { match, limit, after, value, facets } = query;
  const isBefore = query.isAscending ? upwards : downwards;
  const tests = testsOf(segment, query);
  const { counts, count } = counting(segment, facets ?? []);
  const kept = keepBest(limit, isBefore);
  const pricesOf = segment.prices.get(query.currency);
  const candidates = match?.ordinals.length ?? segment.ids.length;
  const maxFailures = facets === undefined ? 0 : 1;
  let total = 0;
  for (let index = 0; index < candidates; index += 1) {
    const ordinal = match === undefined ? index : (match.ordinals[index] ?? 0);
    const [id, figures] = [segment.ids[ordinal], segment.figures[ordinal]];
    if (id === undefined || figures === undefined) continue;
    const price = pricesOf?.[ordinal];
    let failed: string | undefined;
    let failures = 0;
    for (let position = 0; position < tests.length && failures <= maxFailures; position += 1) {
      const test = tests[position];
      if (test === undefined || test.passes(ordinal, figures, price)) continue;
      failures += 1;
      failed = test.key;
    }
    if (failures > maxFailures) continue;
    if (facets !== undefined) count(ordinal, figures, failed);
    if (failures > 0) continue;
    total += 1;
    const hit = { id, seq: figures.seq, value: value(figures, price, match?.scores[index] ?? 0) };
    if (after === undefined || isBefore(after, hit)) kept.offer(hit);
  }
  return { total, hits: kept.best, counts };
};
