import { currency as currencyOf, money } from '@marketplace/kernel';
import { enumOf, objectType, PageInfoType, t, toMoneyType } from '@marketplace/platform/graphql';
import type { Hit, ListedProduct, Suggestion } from '../../application/ports';
import type { PriceRange } from '../../domain/document';
import type { Highlight } from '../../domain/highlights';
import { averageHundredths } from '../../domain/ranking';
import { PriceRangeType, ProductType } from './stubs.types';

const HighlightFieldType = enumOf<Highlight['field']>('HighlightField', 'The text of a product in which search terms were found.', {
  TITLE: 'The title of the product.',
  DESCRIPTION: 'The description of the product.',
});

const SuggestionKindType = enumOf<Suggestion['kind']>('SearchSuggestionKind', 'The kind of a suggestion.', {
  QUERY: 'A search term.',
  PRODUCT: 'A product, by its title.',
  CATEGORY: 'A category, by its name.',
  BRAND: 'A brand, to be used as a filter.',
});

const SnippetType = objectType('SearchSnippet', 'A segment of a text with matches.', {
  text: t.string('The text of the segment. All segments in order make up the text.'),
  isMatch: t.boolean('True when the segment matches the search.'),
});

const HighlightType = objectType('SearchHighlight', 'The matches in a text of a product.', {
  field: t.of(HighlightFieldType, 'The text that the matches are in.'),
  snippets: t.list(SnippetType, 'The segments of the text. A long text is shortened to an excerpt around the first match.'),
});

const FacetValueType = objectType('SearchFacetValue', 'A value of a facet.', {
  value: t.string('The value to filter by: the ID of a category or seller, a brand, or a price range such as "10.00-19.99".'),
  label: t.string('The label to display.'),
  count: t.int("The number of products with this value that satisfy all filters except the facet's own."),
});

const FacetType = objectType('SearchFacet', 'A facet: a property that products can be filtered by.', {
  key: t.string('The key of the facet: category, price, brand, seller, rating, availability, option:<name> or attribute:<name>.'),
  label: t.string('The label to display.'),
  values: t.list(
    FacetValueType,
    'The values of the facet, up to 30, most frequent first. Prices are in ascending order, ratings in descending order.',
  ),
});

const provided =
  'slug title image { url alt } priceRange { min { amount currency } max { amount currency } } rating { average count } seller { name } available';

const ProductSearchEdgeType = objectType('ProductSearchEdge', 'A product in the results of a search.', {
  cursor: t.string('The cursor of the product. Pass it as `after` to get the products that follow.'),
  node: t.of(ProductType, 'The product.').directive(`@provides(fields: "${provided}")`),
  price: t
    .of(
      PriceRangeType,
      "The range of the product's variant prices in the currency of the search; null if it has no price in this currency. `node.priceRange` is in the currency of the seller.",
    )
    .nullable(),
  highlights: t.list(HighlightType, 'The matches in the title and description; empty without `query`.'),
});
type ProductSearchEdgeType = InstanceType<typeof ProductSearchEdgeType>;

export const ProductSearchConnectionType = objectType('ProductSearchConnection', 'A page of the results of a product search.', {
  edges: t.list(ProductSearchEdgeType, 'The products of the page, in sort order.'),
  facets: t.list(FacetType, 'The facets of the results, up to 20.'),
  totalCount: t.int('The number of products on all pages. Counting stops at 10000, which means 10000 or more.'),
  didYouMean: t
    .string('A similar search text that has results. Null if the search has results, or if there is no such text.')
    .nullable()
    .as<() => Promise<string | null>>(),
  pageInfo: t.of(PageInfoType, 'Information about the page.'),
});
export type ProductSearchConnectionType = InstanceType<typeof ProductSearchConnectionType>;

export const SearchSuggestionType = objectType('SearchSuggestion', 'A suggestion for a partly typed search.', {
  text: t.string('The text to display.'),
  kind: t.of(SuggestionKindType, 'The kind of the suggestion.'),
  id: t.id('The ID of the product or category; null for other kinds.').nullable(),
});
export type SearchSuggestionType = InstanceType<typeof SearchSuggestionType>;

const toRange = ({ currency, min, max }: PriceRange): PriceRangeType => {
  const known = currencyOf(currency);
  return { min: toMoneyType(money(min, known)), max: toMoneyType(money(max, known)) };
};

/** The product fields in `provided`, from the index alone. */
const toProductType = ({ productId, prices, rating, sellerId, sellerName, ...summary }: ListedProduct): ProductType => {
  const [base] = prices;
  return {
    id: productId,
    slug: summary.slug,
    title: summary.title,
    image: summary.image,
    available: summary.available,
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
