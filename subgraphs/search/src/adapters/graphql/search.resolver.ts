import type { GraphQLResolveInfo } from 'graphql';
import { Args, Info, Query, Resolver } from 'type-graphql';
import { defined, isRefused } from '@marketplace/kernel';
import { badUserInput, pageSize } from '@marketplace/platform/graphql';
import { PaginationInterrupted } from '../../application/engine-with-fallback';
import type { SearchEngine, SearchRequest, SearchResult } from '../../application/ports';
import { readSearch, type SearchRefusal } from '../../application/search-requests';
import { cursorsOf } from './search-cursor';
import { ProductSearchArgs, SearchSuggestionsArgs } from './search-inputs.types';
import { ProductSearchConnectionType, SearchSuggestionType, toEdge, toSuggestionType } from './search.types';
import { isRequested } from './requested-fields';

const messages: Readonly<Record<SearchRefusal['refused'], string>> = {
  'query-too-long': '`query` must have at most 200 characters.',
  'too-many-words': '`query` must have at most 12 words.',
  'too-many-filters': '`filters` must name at most 20 attributes and options.',
  'too-many-values': 'A filter must have at most 50 values.',
  'value-too-long': 'A filter value must have at most 200 characters.',
  'currency-unknown': '`currency` must be an ISO 4217 code, such as USD.',
  'currencies-differ': '`filters.currency` and `filters.price.currency` must be the same.',
  'price-invalid': '`price.min` and `price.max` must be decimals in the digits of the currency, with `min` not above `max`.',
  'rating-invalid': '`ratingAtLeast` must be from 0 to 5.',
};

const maxPrefixLength = 100;
const maxSuggestions = 20;

/** Searches. Reports a list that cannot be continued as BAD_USER_INPUT, with the remedy. */
const searchPage = async (engine: SearchEngine, request: SearchRequest): Promise<SearchResult> => {
  try {
    return await engine.search(request);
  } catch (fault) {
    if (fault instanceof PaginationInterrupted) throw badUserInput('These results cannot be continued. Search again without `after`.');
    throw fault;
  }
};

@Resolver()
export class SearchResolver {
  constructor(private readonly engine: SearchEngine) {}

  // Both fields are nullable: while search is unavailable, the rest of the request is still answered.
  @Query(() => ProductSearchConnectionType, {
    nullable: true,
    description:
      'The published products that match a text and filters, with facets. Matching ignores inflection and tolerates typos. Changes of products take a few seconds to appear.',
  })
  async productSearch(
    @Args(() => ProductSearchArgs) { first, after, ...input }: ProductSearchArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ProductSearchConnectionType> {
    const limit = pageSize(first);
    const listing = readSearch(input);
    if (isRefused(listing)) throw badUserInput(messages[listing.refused]);
    const cursors = cursorsOf(listing, this.engine);
    const include = {
      facets: isRequested(info, 'facets'),
      total: isRequested(info, 'totalCount'),
      highlights: isRequested(info, 'edges', 'highlights'),
    };
    const { hits, facets, total, hasMore } = await searchPage(this.engine, {
      ...listing,
      limit,
      include,
      ...defined({ after: after === undefined ? undefined : cursors.decode(after) }),
    });
    const { text, currency } = listing;
    const edges = hits.map((hit) => toEdge(hit, { cursor: cursors.encode(hit.position), currency }));
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
    description: 'Suggestions for a partly typed search: categories, brands, search terms and products.',
  })
  async searchSuggestions(
    @Args(() => SearchSuggestionsArgs) { prefix, first }: SearchSuggestionsArgs,
  ): Promise<readonly SearchSuggestionType[]> {
    const limit = pageSize(first, maxSuggestions);
    if (prefix.length > maxPrefixLength) throw badUserInput('`prefix` must have at most 100 characters.');
    return (await this.engine.suggest(prefix, limit)).map(toSuggestionType);
  }
}
