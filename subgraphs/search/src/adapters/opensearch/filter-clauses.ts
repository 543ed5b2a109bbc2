import type { Filters, SearchRequest } from '../../application/ports';
import { attributeKey, optionKey, priceKey } from '../../domain/facets';
import { foldValue } from '../../domain/words';
import { filterTerm, toNumber } from './index-document';
import type { Clause } from './query-dsl';

/** A condition on products, and the facet that is counted as if the condition were not there. */
export type FilterGroup = { readonly key: string; readonly clause: Clause };

const anyOf = (key: string, values: readonly string[]): FilterGroup => ({
  key,
  clause: { terms: { filters: values.map((value) => filterTerm(key, value)) } },
});

const priceGroup = (currency: string, { min = 0n, max }: NonNullable<Filters['price']>): FilterGroup => ({
  key: priceKey(currency),
  clause: {
    bool: {
      filter: [
        { range: { [`prices.${currency}.max`]: { gte: toNumber(min) } } },
        ...(max === undefined ? [] : [{ range: { [`prices.${currency}.min`]: { lte: toNumber(max) } } }]),
      ],
    },
  },
});

/** The filters as conditions; a product must meet all of them. */
export const filterGroups = ({ filters, currency }: Pick<SearchRequest, 'currency' | 'filters'>): readonly FilterGroup[] => {
  const { categoryId, sellerIds, price, ratingAtLeast, available, brands, attributes = [], options = [] } = filters;
  return [
    ...(categoryId === undefined ? [] : [anyOf('category', [categoryId])]),
    ...(sellerIds === undefined ? [] : [anyOf('seller', sellerIds)]),
    ...(price === undefined ? [] : [priceGroup(currency, price)]),
    ...(ratingAtLeast === undefined ? [] : [{ key: 'rating', clause: { range: { rating: { gte: ratingAtLeast * 100 } } } }]),
    ...(available === undefined ? [] : [anyOf('availability', [available.toString()])]),
    ...(brands === undefined ? [] : [anyOf('brand', brands.map(foldValue))]),
    ...attributes.map(({ name, values }) => anyOf(attributeKey(name), values.map(foldValue))),
    ...options.map(({ name, values }) => anyOf(optionKey(name), values.map(foldValue))),
  ];
};
