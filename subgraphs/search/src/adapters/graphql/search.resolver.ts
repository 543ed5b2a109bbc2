import type { GraphQLResolveInfo } from 'graphql';
import { Args, Info, Query, Resolver } from 'type-graphql';
import { defined, isRefused } from '@marketplace/kernel';
import { badUserInput, pageSize } from '@marketplace/platform/graphql';
import { ListCutOff } from '../../application/engine-with-fallback';
import type { SearchEngine, SearchRequest, SearchResult } from '../../application/ports';
import { readSearch, type SearchRefusal } from '../../application/search-requests';
import { cursorsOf } from './search-cursor';
import { ProductSearchArgs, SearchSuggestionsArgs } from './search-inputs.types';
import { ProductSearchConnectionType, SearchSuggestionType, toEdge, toSuggestionType } from './search.types';
import { wanted } from './wanted-fields';

const messages: Readonly<Record<SearchRefusal['refused'], string>> = {
  'query-too-long': '`query` has up to 200 characters.',
  'too-many-words': '`query` has up to 12 words.',
  'too-many-filters': '`filters` name up to 20 attributes and options.',
  'too-many-values': 'A filter has up to 50 values.',
  'value-too-long': 'A value of a filter has up to 200 characters.',
  'currency-unknown': '`currency` is an ISO 4217 code such as USD.',
  'currencies-differ': '`filters.currency` and `filters.price.currency` must be the same.',
  'price-invalid': '`price` has a `min` and a `max`, decimals in the digits of the currency, the first no more than the second.',
  'rating-invalid': '`ratingAtLeast` is 0 to 5.',
};

const longestPrefix = 100;
const mostSuggestions = 20;

/** A list that cannot go on is BAD_USER_INPUT, which says how to begin again. */
const found = async (engine: SearchEngine, request: SearchRequest): Promise<SearchResult> => {
  try {
    return await engine.search(request);
  } catch (fault) {
    if (fault instanceof ListCutOff) throw badUserInput('This list cannot be continued now. Search again without `after`.');
    throw fault;
  }
};

@Resolver()
export class SearchResolver {
  constructor(private readonly engine: SearchEngine) {}

  // Nullable both: where search is away, what else was asked for is answered.
  @Query(() => ProductSearchConnectionType, {
    nullable: true,
    description:
      'Finds products by words and filters: stems, near misses and all that a list shows, from an index that follows the catalogue within moments.',
  })
  async productSearch(
    @Args(() => ProductSearchArgs) { first, after, ...input }: ProductSearchArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ProductSearchConnectionType> {
    const limit = pageSize(first);
    const listing = readSearch(input);
    if (isRefused(listing)) throw badUserInput(messages[listing.refused]);
    const cursors = cursorsOf(listing, this.engine);
    const wants = {
      facets: wanted(info, 'facets'),
      total: wanted(info, 'totalCount'),
      highlights: wanted(info, 'edges', 'highlights'),
    };
    const { hits, facets, total, hasMore } = await found(this.engine, {
      ...listing,
      limit,
      wants,
      ...defined({ after: after === undefined ? undefined : cursors.decode(after) }),
    });
    const { text, currency } = listing;
    const edges = hits.map((hit) => toEdge(hit, { cursor: cursors.encode(hit.place), currency }));
    const isNothing = edges.length === 0 && after === undefined && text !== undefined;
    return {
      edges,
      facets,
      totalCount: total,
      didYouMean: async () => (isNothing ? ((await this.engine.didYouMean(text)) ?? null) : null),
      pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: hasMore },
    };
  }

  @Query(() => [SearchSuggestionType], {
    nullable: true,
    description: 'What somebody who has typed so far may mean: categories and brands of that name, words it may become, products.',
  })
  async searchSuggestions(
    @Args(() => SearchSuggestionsArgs) { prefix, first }: SearchSuggestionsArgs,
  ): Promise<readonly SearchSuggestionType[]> {
    const limit = pageSize(first, mostSuggestions);
    if (prefix.length > longestPrefix) throw badUserInput('`prefix` has up to 100 characters.');
    return (await this.engine.suggest(prefix, limit)).map(toSuggestionType);
  }
}
