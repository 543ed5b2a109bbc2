import { defined } from '@marketplace/kernel';
import { maxCount, type Hit, type SearchRequest, type SearchResult } from '../../application/ports';
import { listedProduct, presentFacets } from '../../application/search-results';
import { highlightsOf } from '../../domain/highlights';
import { folded } from '../../domain/words';
import { countOf, readAnswer, type Answer, type AnsweredHit } from './answers';
import { allOf, type RunQuery, type Clause } from './query';
import { countedEntries, facetAggregations } from './facet-clauses';
import { filterGroups, type FilterGroup } from './filter-clauses';
import { searchAfter, matchModeOf, positionOf, sortClause } from './sorting';
import { highlightClause, markedWords, relevanceClause, textClause, type MatchMode } from './text-clauses';

/** The reading of a request's text: its match mode, words and analyzers; no words without a text. */
type QueryReading = { readonly mode: MatchMode; readonly words: string | undefined; readonly analyzers: readonly string[] };

const queryOf = ({ words, analyzers, mode }: QueryReading): Clause =>
  words === undefined ? { match_all: {} } : relevanceClause(textClause(words, analyzers, mode));

/**
 * Builds the request. Filters become a `post_filter`, applied after aggregations, in two cases: if facets are requested, which are
 * counted without their own filter; and on the first page of a text, to find out if the text matches anything without filters.
 */
const bodyOf = (request: SearchRequest, groups: readonly FilterGroup[], reading: QueryReading): Clause => {
  const { include, limit, after } = request;
  const isCounting = include.facets || (reading.words !== undefined && after === undefined);
  const [query, filters] = [queryOf(reading), groups.map(({ clause }) => clause)];
  return {
    query: isCounting || filters.length === 0 ? query : { bool: { must: [query], filter: filters } },
    ...(isCounting && filters.length > 0 ? { post_filter: allOf(filters) } : {}),
    sort: sortClause(request),
    size: limit + 1,
    track_total_hits: include.total ? maxCount : false,
    _source: include.highlights && reading.words !== undefined ? ['card', 'excerpt'] : ['card'],
    ...defined({ search_after: after === undefined ? undefined : searchAfter(after) }),
    ...(isCounting
      ? { aggs: { matching: { filter: { match_all: {} } }, ...(include.facets ? facetAggregations(request, groups) : {}) } }
      : {}),
    ...(include.highlights && reading.words !== undefined
      ? { highlight: highlightClause(reading.words, reading.analyzers, reading.mode) }
      : {}),
  };
};

const toHit = (request: SearchRequest, mode: MatchMode, { _source, sort, highlight }: AnsweredHit): Hit => {
  const { card, excerpt } = _source;
  const texts = { title: card.title, description: excerpt?.description ?? '' };
  return {
    document: listedProduct(card),
    position: positionOf(request, mode, sort),
    highlights: highlight === undefined ? [] : highlightsOf(texts, markedWords(highlight)),
  };
};

const toResult = (request: SearchRequest, groups: readonly FilterGroup[], { answer, mode }: Read): SearchResult => {
  const { total, hits } = answer.hits;
  return {
    hits: hits.slice(0, request.limit).map((hit) => toHit(request, mode, hit)),
    hasMore: hits.length > request.limit,
    total: Math.min(total?.value ?? 0, maxCount),
    facets: request.include.facets ? presentFacets(countedEntries(answer.aggregations ?? {}, groups)) : [],
  };
};

type Read = { readonly answer: Answer; readonly mode: MatchMode };

const nothing: SearchResult = { hits: [], hasMore: false, total: 0, facets: [] };

/**
 * Searches with strict matching. A text without any match is searched leniently, and then on every page: cursor positions carry
 * the match mode.
 */
export const createSearch = (runQuery: RunQuery, languages: () => Promise<readonly string[]>) => {
  const read = async (request: SearchRequest, groups: readonly FilterGroup[], reading: QueryReading): Promise<Read> => ({
    answer: readAnswer(await runQuery(bodyOf(request, groups, reading))),
    mode: reading.mode,
  });
  return async (request: SearchRequest): Promise<SearchResult> => {
    const groups = filterGroups(request);
    if (request.text === undefined) {
      return toResult(request, groups, await read(request, groups, { mode: 'strict', words: undefined, analyzers: [] }));
    }
    const [words, analyzers] = [folded(request.text), await languages()];
    if (words === '' || analyzers.length === 0) return nothing;
    const known = request.after === undefined ? undefined : matchModeOf(request.after);
    if (known !== undefined) return toResult(request, groups, await read(request, groups, { mode: known, words, analyzers }));
    const strict = await read(request, groups, { mode: 'strict', words, analyzers });
    const hasMatches = strict.answer.aggregations === undefined || countOf(strict.answer.aggregations['matching']) > 0;
    return toResult(request, groups, hasMatches ? strict : await read(request, groups, { mode: 'lenient', words, analyzers }));
  };
};
