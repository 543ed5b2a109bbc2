import { pageFields, argsType, enumOf, inputType, t } from '@marketplace/platform/graphql';
import type { ProductSort } from '../../application/ports';

const ProductSortType = enumOf<ProductSort>('ProductSort', 'The sort order of a product search.', {
  RELEVANCE: 'The best text match and the most popular product first. Without `query`, the most popular first.',
  PRICE_ASC: 'Lowest price first, in the currency of the search. Products without a price in this currency come last.',
  PRICE_DESC: 'Highest price first, in the currency of the search. Products without a price in this currency come last.',
  NEWEST: 'Most recently published first.',
  BEST_SELLING: 'Most units sold first.',
  RATING: 'Highest rating first. Ratings based on few reviews count less.',
});

const PriceFilterInput = inputType('PriceFilter', 'A price range. Products match if any of their prices is in the range.', {
  min: t.string('The minimum price, inclusive, as a decimal in the digits of the currency, such as "12.50" in USD.').optional(),
  max: t.string('The maximum price, inclusive, as a decimal in the digits of the currency.').optional(),
  currency: t.string('The ISO 4217 currency code.'),
});
type PriceFilterInput = InstanceType<typeof PriceFilterInput>;

const ValuesFilterInput = inputType('ValuesFilter', 'A filter on the values of one attribute or option.', {
  name: t.string('The name of the attribute or option, such as "Material". Case-insensitive.'),
  values: t.strings('The accepted values, up to 50. Products match if they have any of them. Case-insensitive.'),
});
type ValuesFilterInput = InstanceType<typeof ValuesFilterInput>;

const ProductFiltersInput = inputType('ProductFilters', 'The filters of a product search. Products match if they satisfy every filter.', {
  categoryId: t.id('Returns only products in this category or its subcategories.').optional(),
  sellerIds: t.ids('Returns only products of these sellers.').optional(),
  price: t.of(PriceFilterInput, 'Returns only products with a price in this range.').optional(),
  currency: t
    .string('The ISO 4217 code of the currency in which prices are compared. Defaults to the currency of `price`, otherwise USD.')
    .optional(),
  ratingAtLeast: t.float('Returns only products with an average rating of at least this many stars, from 0 to 5.').optional(),
  available: t.boolean('Returns only products with a variant in stock if true, without one if false.').optional(),
  brands: t.strings('Returns only products of these brands, up to 50. Case-insensitive.').optional(),
  attributes: t
    .list(ValuesFilterInput, 'Returns only products with these attributes. Attributes and options have up to 20 names in total.')
    .optional(),
  options: t
    .list(ValuesFilterInput, 'Returns only products with these options. Attributes and options have up to 20 names in total.')
    .optional(),
});
type ProductFiltersInput = InstanceType<typeof ProductFiltersInput>;

export const ProductSearchArgs = argsType({
  ...pageFields({ size: 24, after: 'Returns products after this cursor. It must come from the same search.' }),
  query: t.string('The search text, up to 200 characters and 12 words. Without it, all published products are returned.').optional(),
  filters: t.of(ProductFiltersInput, 'The filters that products must satisfy.').optional(),
  sort: t.of(ProductSortType, 'The sort order. Defaults to RELEVANCE.').optional(),
});
export type ProductSearchArgs = InstanceType<typeof ProductSearchArgs>;

export const SearchSuggestionsArgs = argsType({
  prefix: t.string('The text typed so far, up to 100 characters.'),
  first: t.int('The number of suggestions to return, from 1 to 20.').default(8),
});
export type SearchSuggestionsArgs = InstanceType<typeof SearchSuggestionsArgs>;
