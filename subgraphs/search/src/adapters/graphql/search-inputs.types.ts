import { pageFields, argsType, enumOf, inputType, t } from '@marketplace/platform/graphql';
import type { ProductSort } from '../../application/ports';

const ProductSortType = enumOf<ProductSort>('ProductSort', 'What products are listed by.', {
  RELEVANCE: 'How well the text fits, and how popular the product is; without a text, how popular it is.',
  PRICE_ASC: 'The lowest price first, in the currency of the search; products without a price in it come last.',
  PRICE_DESC: 'The highest price first, in the currency of the search; products without a price in it come last.',
  NEWEST: 'What came on show last first.',
  BEST_SELLING: 'What was sold most first.',
  RATING: 'What is rated best first; a few votes count less than many.',
});

const PriceFilterInput = inputType('PriceFilter', 'What products may cost.', {
  min: t.string('The least, as an exact decimal in the currency\'s own digits: "12.50" in USD.').optional(),
  max: t.string('The most, as an exact decimal.').optional(),
  currency: t.string('The ISO 4217 code of the currency.'),
});
type PriceFilterInput = InstanceType<typeof PriceFilterInput>;

const ValuesFilterInput = inputType('ValuesFilter', 'Products that have any of these values of one attribute or option.', {
  name: t.string('Such as "Material"; case does not count.'),
  values: t.strings('Any of these will do, up to 50; case does not count.'),
});
type ValuesFilterInput = InstanceType<typeof ValuesFilterInput>;

const ProductFiltersInput = inputType('ProductFilters', 'What products must be; all of it, and any value where several are given.', {
  categoryId: t.id('They lie in this category or in one below it.').optional(),
  sellerIds: t.ids('One of these sells them.').optional(),
  price: t.of(PriceFilterInput, 'Their prices touch this range.').optional(),
  currency: t.string('The currency that prices are compared and counted in, where no price filter names it; USD if left out.').optional(),
  ratingAtLeast: t.float('Their rating is at least this many stars, 0 to 5.').optional(),
  available: t.boolean('Whether any variant of them can be bought now.').optional(),
  brands: t.strings('They are of one of these brands; case does not count.').optional(),
  attributes: t.list(ValuesFilterInput, 'They have these attributes, up to 20 names.').optional(),
  options: t.list(ValuesFilterInput, 'They come in these options, up to 20 names.').optional(),
});
type ProductFiltersInput = InstanceType<typeof ProductFiltersInput>;

export const ProductSearchArgs = argsType({
  ...pageFields({ size: 24, after: 'The cursor to go on behind, of the same search.' }),
  query: t.string('What to look for, up to 200 characters and 12 words; without it all products are listed.').optional(),
  filters: t.of(ProductFiltersInput, 'What products must be.').optional(),
  sort: t.of(ProductSortType, 'What they are listed by; RELEVANCE if left out.').optional(),
});
export type ProductSearchArgs = InstanceType<typeof ProductSearchArgs>;

export const SearchSuggestionsArgs = argsType({
  prefix: t.string('What has been typed so far, up to 100 characters.'),
  first: t.int('How many at most, 1 to 20.').default(8),
});
export type SearchSuggestionsArgs = InstanceType<typeof SearchSuggestionsArgs>;
