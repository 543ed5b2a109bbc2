import { epochMilliseconds } from '@marketplace/kernel';
import { summaryOf } from '../../application/search-results';
import type { ProductDocument } from '../../domain/document';
import { facetEntries, type FacetEntry } from '../../domain/facets';
import { averageHundredths, boost, popularity, ratingRank } from '../../domain/ranking';
import { searchableText, vocabularyOf } from '../../domain/searchable-text';
import { folded } from '../../domain/words';
import { analyzerOf } from './languages';

/** Converts an amount to a JSON number, which is exact only up to this limit. No real price exceeds it. */
export const toNumber = (amount: bigint): number => Number(amount > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : amount);

/** The term that filters match. */
export const filterTerm = (key: string, value: string): string => `${key}\n${value}`;

/** A facet value with its labels as one term, so that it can be counted. Key and parent come first, for prefix patterns. */
const facetTerm = ({ key, parent, value, name, label }: FacetEntry): string => JSON.stringify([key, parent ?? null, value, name, label]);

const kindOf = ({ key }: FacetEntry): string => key.split(':')[0] ?? '';

const facetTerms = (entries: readonly FacetEntry[]): Readonly<Record<string, readonly string[]>> => {
  const kinds = [...new Set(entries.map(kindOf))];
  return Object.fromEntries(kinds.map((kind) => [kind, entries.filter((entry) => kindOf(entry) === kind).map(facetTerm)]));
};

/** The term of a name, starting with its folded form for prefix patterns. */
const nameTerm = (label: string, id?: string): string => JSON.stringify([folded(label), label, id ?? null]);

/** Converts a document to the form that is indexed. */
export const indexDocument = (document: ProductDocument): Readonly<Record<string, unknown>> => {
  const analyzer = analyzerOf(document.language);
  const { a, b, c, d } = searchableText(document);
  const entries = facetEntries(document);
  return {
    productId: document.productId,
    language: analyzer,
    a: { [analyzer]: a },
    b: { [analyzer]: b },
    c: { [analyzer]: c },
    d: { [analyzer]: d },
    vocabulary: vocabularyOf(document),
    titleWords: [...new Set(a.split(' '))],
    names: {
      brand: document.brand === null ? [] : [nameTerm(document.brand)],
      category: document.categories.map(({ id, name }) => nameTerm(name, id)),
    },
    filters: entries.map(({ key, value }) => filterTerm(key, value)),
    facets: facetTerms(entries),
    prices: Object.fromEntries(document.prices.map(({ currency, min, max }) => [currency, { min: toNumber(min), max: toNumber(max) }])),
    rating: averageHundredths(document.rating),
    ratingRank: ratingRank(document.rating),
    popularity: popularity(document),
    boost: boost(document),
    sold: document.sold,
    published: epochMilliseconds(document.publishedAt),
    card: summaryOf(document),
    excerpt: { description: document.description },
  };
};
