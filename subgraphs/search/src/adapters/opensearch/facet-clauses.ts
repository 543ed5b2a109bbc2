import { z } from 'zod';
import { defined } from '@marketplace/kernel';
import type { SearchRequest } from '../../application/ports';
import type { CountedEntry } from '../../application/search-results';
import { maxFacets, maxFacetValues, priceKey } from '../../domain/facets';
import type { FilterGroup } from './filter-clauses';
import { allOf, beginningWith, type Clause } from './query';

/** The number of values to request: more than are shown, since some are spellings of the same value. */
const maxSpellings = maxFacetValues * 2;
/** The number of values of options and of attributes to request. Rarer ones are not counted. */
const maxNamedValues = maxFacets * maxFacetValues * 2;

/** The pattern for the terms of a key, or of the children of a category. */
const startOf = (...known: readonly (string | null)[]): string => beginningWith(JSON.stringify(known).slice(0, -1) + ',');

const terms = (kind: string, size: number, include?: string): Clause => ({
  terms: { field: `facets.${kind}`, size, ...defined({ include }) },
});

/** The aggregation of the values of one key. */
const ofKey = (key: string, { filters }: SearchRequest): Clause => {
  const [kind = ''] = key.split(':');
  return terms(kind, maxSpellings, key === 'category' ? startOf('category', filters.categoryId ?? null) : startOf(key));
};

const ofAll = (request: SearchRequest): Clause => ({
  category: ofKey('category', request),
  price: ofKey(priceKey(request.currency), request),
  brand: terms('brand', maxSpellings),
  seller: terms('seller', maxSpellings),
  rating: terms('rating', maxSpellings),
  availability: terms('availability', maxSpellings),
  option: terms('option', maxNamedValues),
  attribute: terms('attribute', maxNamedValues),
});

/** All facets of the products that match every filter, and for each filter its own facet without that filter. */
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
    return { key, value, name, label, ...defined({ parent: parent ?? undefined }), count: bucket.doc_count };
  });

const groupShape = z.record(z.string(), z.unknown());

/** Reads the response to `facetAggregations`. */
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
