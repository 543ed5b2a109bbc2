import { currency as currencyOf, money } from '@marketplace/kernel';
import { enumOf, objectType, PageInfoType, t, toMoneyType } from '@marketplace/platform/graphql';
import type { Hit, ListedProduct, Suggestion } from '../../application/ports';
import type { PriceRange } from '../../domain/document';
import type { Highlight } from '../../domain/highlights';
import { averageHundredths } from '../../domain/ranking';
import { PriceRangeType, ProductType } from './stubs.types';

const HighlightFieldType = enumOf<Highlight['field']>('HighlightField', 'Which text of a product words were found in.', {
  TITLE: 'Its title.',
  DESCRIPTION: 'Its description.',
});

const SuggestionKindType = enumOf<Suggestion['kind']>('SearchSuggestionKind', 'What a suggestion leads to.', {
  QUERY: 'A search for this text.',
  PRODUCT: 'The product with this title.',
  CATEGORY: 'The category of this name.',
  BRAND: 'A search with this brand as a filter.',
});

const SnippetType = objectType('SearchSnippet', 'A piece of a text, found or not.', {
  text: t.string('The piece; all of them in order are the text.'),
  isMatch: t.boolean('Whether this is what was found.'),
});

const HighlightType = objectType('SearchHighlight', 'Where in a text of the product the words stand.', {
  field: t.of(HighlightFieldType, 'Which text.'),
  snippets: t.list(SnippetType, 'The text in pieces; of a long one, the part around the first word found.'),
});

const FacetValueType = objectType('SearchFacetValue', 'A value that products can be filtered by, and how many would be left.', {
  value: t.string('What a filter names: an id of a category or seller, a brand, a range of prices such as "10.00-19.99".'),
  label: t.string('What people read.'),
  count: t.int('How many products have it that pass all other filters.'),
});

const FacetType = objectType('SearchFacet', 'What products can be filtered by.', {
  key: t.string('category, price, brand, seller, rating, availability, option:<name> or attribute:<name>.'),
  label: t.string('What people read.'),
  values: t.list(FacetValueType, 'Its values, the most frequent first, up to 30; prices and stars in their own order.'),
});

const provided =
  'slug title image { url alt } priceRange { min { amount currency } max { amount currency } } rating { average count } seller { name } available';

const ProductSearchEdgeType = objectType('ProductSearchEdge', 'A product of a page of a search.', {
  cursor: t.string('The place of this product in the search; pass as `after` to go on behind it.'),
  node: t.of(ProductType, 'The product.').directive(`@provides(fields: "${provided}")`),
  price: t
    .of(
      PriceRangeType,
      'What it costs in the currency of the search; null without a price in it. `priceRange` is in the currency of the seller.',
    )
    .nullable(),
  highlights: t.list(HighlightType, 'Where the words of the query stand; empty without a query.'),
});
type ProductSearchEdgeType = InstanceType<typeof ProductSearchEdgeType>;

export const ProductSearchConnectionType = objectType(
  'ProductSearchConnection',
  'A page of products that were found, and by what they can be filtered.',
  {
    edges: t.list(ProductSearchEdgeType, 'The products of the page, in order.'),
    facets: t.list(FacetType, "By what the products can be filtered, up to 20; counts leave out the facet's own filter."),
    totalCount: t.int('How many products there are on all pages; 10000 stands for that many or more.'),
    didYouMean: t
      .string('A query like this one that finds something; null unless nothing was found.')
      .nullable()
      .as<() => Promise<string | null>>(),
    pageInfo: t.of(PageInfoType, 'Where the page stands in the list.'),
  },
);
export type ProductSearchConnectionType = InstanceType<typeof ProductSearchConnectionType>;

export const SearchSuggestionType = objectType('SearchSuggestion', 'What somebody who has typed so far may mean.', {
  text: t.string('What to show.'),
  kind: t.of(SuggestionKindType, 'What it leads to.'),
  id: t.id('The id of the product or category; null for others.').nullable(),
});
export type SearchSuggestionType = InstanceType<typeof SearchSuggestionType>;

const toRange = ({ currency, min, max }: PriceRange): PriceRangeType => {
  const known = currencyOf(currency);
  return { min: toMoneyType(money(min, known)), max: toMoneyType(money(max, known)) };
};

/** A product as lists show it: all of `provided`, from the index alone. */
const toProductType = ({ productId, prices, rating, sellerId, sellerName, ...shown }: ListedProduct): ProductType => {
  const [base] = prices;
  return {
    id: productId,
    slug: shown.slug,
    title: shown.title,
    image: shown.image,
    available: shown.available,
    priceRange: base === undefined ? null : toRange(base),
    rating: { average: rating.count === 0 ? null : averageHundredths(rating) / 100, count: rating.count },
    seller: { id: sellerId, name: sellerName },
  };
};

export const toEdge = ({ document, highlights }: Hit, { cursor, currency }: { readonly cursor: string; readonly currency: string }) => {
  const price = document.prices.find((range) => range.currency === currency);
  return { cursor, node: toProductType(document), price: price === undefined ? null : toRange(price), highlights };
};

export const toSuggestionType = ({ text, kind, id }: Suggestion): SearchSuggestionType => ({ text, kind, id: id ?? null });
