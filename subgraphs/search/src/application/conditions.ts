import { attributeKey, optionKey, priceKey } from '../domain/facets';
import { foldValue } from '../domain/words';
import type { Filters, SearchRequest } from './ports';

/** The condition of one filter. The facet with its key is counted without this condition. */
export type Condition = { readonly key: string } & (
  | { readonly by: 'values'; readonly values: readonly string[] }
  | { readonly by: 'price'; readonly range: NonNullable<Filters['price']> }
  | { readonly by: 'rating'; readonly atLeast: number }
  | { readonly by: 'availability'; readonly available: boolean }
);

const anyOf = (key: string, values: readonly string[] | undefined): readonly Condition[] =>
  values === undefined ? [] : [{ by: 'values', key, values }];

const named = (filters: Filters['attributes'], keyOf: (name: string) => string): readonly Condition[] =>
  (filters ?? []).flatMap(({ name, values }) => anyOf(keyOf(name), values.map(foldValue)));

/** The filters as conditions. A product must meet all of them. Names and values are folded in the same way as in facets. */
export const conditionsOf = ({ filters, currency }: Pick<SearchRequest, 'filters' | 'currency'>): readonly Condition[] => {
  const { categoryId, sellerIds, price, ratingAtLeast, available, brands, attributes, options } = filters;
  return [
    ...anyOf('category', categoryId === undefined ? undefined : [categoryId]),
    ...anyOf('seller', sellerIds),
    ...(price === undefined ? [] : [{ by: 'price' as const, key: priceKey(currency), range: price }]),
    ...(ratingAtLeast === undefined ? [] : [{ by: 'rating' as const, key: 'rating', atLeast: ratingAtLeast }]),
    ...(available === undefined ? [] : [{ by: 'availability' as const, key: 'availability', available }]),
    ...anyOf('brand', brands?.map(foldValue)),
    ...named(attributes, attributeKey),
    ...named(options, optionKey),
  ];
};
