import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { currency as currencyOf, money } from '@marketplace/kernel';
import { enumOf, PageInfoType, toMoneyType } from '@marketplace/platform/graphql';
import type { Facet, Hit, ListedProduct, SearchResult, Suggestion } from '../../application/ports';
import type { PriceRange } from '../../domain/document';
import type { Highlight, Snippet } from '../../domain/highlights';
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

@ObjectType('SearchSnippet', { description: 'A piece of a text, found or not.' })
class SnippetType {
  @Field(() => String, { description: 'The piece; all of them in order are the text.' })
  text!: string;

  @Field(() => Boolean, { description: 'Whether this is what was found.' })
  isMatch!: boolean;
}

@ObjectType('SearchHighlight', { description: 'Where in a text of the product the words stand.' })
class HighlightType {
  @Field(() => HighlightFieldType, { description: 'Which text.' })
  field!: string;

  @Field(() => [SnippetType], { description: 'The text in pieces; of a long one, the part around the first word found.' })
  snippets!: readonly Snippet[];
}

@ObjectType('SearchFacetValue', { description: 'A value that products can be filtered by, and how many would be left.' })
class FacetValueType {
  @Field(() => String, {
    description: 'What a filter names: an id of a category or seller, a brand, a range of prices such as "10.00-19.99".',
  })
  value!: string;

  @Field(() => String, { description: 'What people read.' })
  label!: string;

  @Field(() => Int, { description: 'How many products have it that pass all other filters.' })
  count!: number;
}

@ObjectType('SearchFacet', { description: 'What products can be filtered by.' })
class FacetType {
  @Field(() => String, {
    description: 'category, price, brand, seller, rating, availability, option:<name> or attribute:<name>.',
  })
  key!: string;

  @Field(() => String, { description: 'What people read.' })
  label!: string;

  @Field(() => [FacetValueType], { description: 'Its values, the most frequent first, up to 30; prices and stars in their own order.' })
  values!: Facet['values'];
}

const provided =
  'slug title image { url alt } priceRange { min { amount currency } max { amount currency } } rating { average count } seller { name } available';

@ObjectType('ProductSearchEdge', { description: 'A product of a page of a search.' })
class ProductSearchEdgeType {
  @Field(() => String, { description: 'The place of this product in the search; pass as `after` to go on behind it.' })
  cursor!: string;

  @Directive(`@provides(fields: "${provided}")`)
  @Field(() => ProductType, { description: 'The product.' })
  node!: ProductType;

  @Field(() => PriceRangeType, {
    nullable: true,
    description: 'What it costs in the currency of the search; null without a price in it. `priceRange` is in the currency of the seller.',
  })
  price!: PriceRangeType | null;

  @Field(() => [HighlightType], { description: 'Where the words of the query stand; empty without a query.' })
  highlights!: readonly Highlight[];
}

@ObjectType('ProductSearchConnection', { description: 'A page of products that were found, and by what they can be filtered.' })
export class ProductSearchConnectionType {
  @Field(() => [ProductSearchEdgeType], { description: 'The products of the page, in order.' })
  edges!: readonly ProductSearchEdgeType[];

  @Field(() => [FacetType], { description: "By what the products can be filtered, up to 20; counts leave out the facet's own filter." })
  facets!: SearchResult['facets'];

  @Field(() => Int, { description: 'How many products there are on all pages; 10000 stands for that many or more.' })
  totalCount!: number;

  @Field(() => String, { nullable: true, description: 'A query like this one that finds something; null unless nothing was found.' })
  didYouMean!: () => Promise<string | null>;

  @Field(() => PageInfoType, { description: 'Where the page stands in the list.' })
  pageInfo!: PageInfoType;
}

@ObjectType('SearchSuggestion', { description: 'What somebody who has typed so far may mean.' })
export class SearchSuggestionType {
  @Field(() => String, { description: 'What to show.' })
  text!: string;

  @Field(() => SuggestionKindType, { description: 'What it leads to.' })
  kind!: Suggestion['kind'];

  @Field(() => ID, { nullable: true, description: 'The id of the product or category; null for others.' })
  id!: string | null;
}

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
