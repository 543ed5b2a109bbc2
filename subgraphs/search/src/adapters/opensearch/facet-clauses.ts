import { z } from 'zod';
import type { SearchRequest } from '../../application/ports';
import type { CountedEntry } from '../../application/shown';
import { mostFacets, mostValues, priceKey } from '../../domain/facets';
import type { FilterGroup } from './filter-clauses';
import { allOf, beginningWith, type Clause } from './ask';

/** More are asked for than are shown: some are other spellings of others. */
const mostSpellings = mostValues * 2;
/** Of options and attributes together; the rarest of very many different ones are not counted. */
const mostNamed = mostFacets * mostValues * 2;

/** The beginning of the terms of a key, and of what lies in a category. */
const startOf = (...known: readonly (string | null)[]): string => beginningWith(JSON.stringify(known).slice(0, -1) + ',');

const terms = (kind: string, size: number, include?: string): Clause => ({
  terms: { field: `facets.${kind}`, size, ...(include === undefined ? {} : { include }) },
});

/** How the values of one key are asked for. */
const ofKey = (key: string, { filters }: SearchRequest): Clause => {
  const [kind = ''] = key.split(':');
  return terms(kind, mostSpellings, key === 'category' ? startOf('category', filters.categoryId ?? null) : startOf(key));
};

const ofAll = (request: SearchRequest): Clause => ({
  category: ofKey('category', request),
  price: ofKey(priceKey(request.currency), request),
  brand: terms('brand', mostSpellings),
  seller: terms('seller', mostSpellings),
  rating: terms('rating', mostSpellings),
  availability: terms('availability', mostSpellings),
  option: terms('option', mostNamed),
  attribute: terms('attribute', mostNamed),
});

/** All facets among what passes every filter; and of each filter its own facet, as if that filter were not there. */
export const facetAggregations = (request: SearchRequest, groups: readonly FilterGroup[]): Clause => ({
  all: { filter: allOf(groups.map(({ clause }) => clause)), aggs: ofAll(request) },
  ...Object.fromEntries(
    groups.map((own, position) => [
      `own${position.toString()}`,
      {
        filter: allOf(groups.filter((group) => group !== own).map(({ clause }) => clause)),
        aggs: { values: ofKey(own.key, request) },
      },
    ]),
  ),
});

const bucketsShape = z.object({ buckets: z.array(z.object({ key: z.string(), doc_count: z.number() })) });
const termShape = z.tuple([z.string(), z.string().nullable(), z.string(), z.string(), z.string()]);

const entriesOf = (aggregation: unknown): readonly CountedEntry[] =>
  bucketsShape.parse(aggregation).buckets.map((bucket) => {
    const [key, parent, value, name, label] = termShape.parse(JSON.parse(bucket.key));
    return { key, value, name, label, ...(parent === null ? {} : { parent }), count: bucket.doc_count };
  });

const groupShape = z.record(z.string(), z.unknown());

/** Reads the answer to `facetAggregations`. */
export const countedEntries = (
  aggregations: Readonly<Record<string, unknown>>,
  groups: readonly FilterGroup[],
): readonly CountedEntry[] => {
  const { doc_count: _, ...kinds } = groupShape.parse(aggregations['all']);
  const filtered = new Set(groups.map(({ key }) => key));
  const ofOthers = Object.values(kinds)
    .flatMap(entriesOf)
    .filter(({ key }) => !filtered.has(key));
  const ofOwn = groups.flatMap((_group, position) => entriesOf(groupShape.parse(aggregations[`own${position.toString()}`])['values']));
  return [...ofOthers, ...ofOwn];
};
