import type { Filters } from '../../application/ports';
import { attributeKey, optionKey, priceKey } from '../../domain/facets';
import { foldValue } from '../../domain/words';
import type { Bindings } from './bindings';

/** A condition on a product `p`, and the facet that is counted as if the condition were not there. */
export type FilterGroup = { readonly key: string; readonly sql: string };

const anyOf = (key: string, values: readonly string[], { bind }: Bindings): FilterGroup => ({
  key,
  sql: `p.facets && ARRAY(SELECT id FROM facet_values WHERE key = ${bind(key, 'text')} AND value = ANY(${bind(values, 'text[]')}))`,
});

const priceGroup = (currency: string, { min, max }: NonNullable<Filters['price']>, { bind }: Bindings): FilterGroup => {
  const ends = [
    ...(min === undefined ? [] : [`(p.prices -> ${bind(currency, 'text')} ->> 1)::bigint >= ${bind(min.toString(), 'bigint')}`]),
    ...(max === undefined ? [] : [`(p.prices -> ${bind(currency, 'text')} ->> 0)::bigint <= ${bind(max.toString(), 'bigint')}`]),
  ];
  const isPriced = `p.prices ? ${bind(currency, 'text')}`;
  return { key: priceKey(currency), sql: [isPriced, ...ends].join(' AND ') };
};

const namedGroups = (filters: Filters['attributes'], keyOf: (name: string) => string, bound: Bindings): readonly FilterGroup[] =>
  (filters ?? []).map(({ name, values }) => anyOf(keyOf(name), values.map(foldValue), bound));

/** The filters as conditions; a product must meet all of them. */
export const filterGroups = (filters: Filters, currency: string, bound: Bindings): readonly FilterGroup[] => {
  const { categoryId, sellerIds, price, ratingAtLeast, available, brands, attributes, options } = filters;
  const { bind } = bound;
  return [
    ...(categoryId === undefined ? [] : [anyOf('category', [categoryId], bound)]),
    ...(sellerIds === undefined ? [] : [anyOf('seller', sellerIds, bound)]),
    ...(price === undefined ? [] : [priceGroup(currency, price, bound)]),
    ...(ratingAtLeast === undefined ? [] : [{ key: 'rating', sql: `p.rating >= ${bind(ratingAtLeast * 100, 'float8')}` }]),
    ...(available === undefined ? [] : [{ key: 'availability', sql: `p.available = ${bind(available, 'boolean')}` }]),
    ...(brands === undefined ? [] : [anyOf('brand', brands.map(foldValue), bound)]),
    ...namedGroups(attributes, attributeKey, bound),
    ...namedGroups(options, optionKey, bound),
  ];
};
