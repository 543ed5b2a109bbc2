import { mostCounted, type Hit, type SearchRequest, type SearchResult } from '../../application/ports';
import { listedProduct, shownFacets } from '../../application/shown';
import { highlightsOf } from '../../domain/highlights';
import { folded } from '../../domain/words';
import { countOf, readAnswer, type Answer, type AnsweredHit } from './answers';
import { allOf, type Ask, type Clause } from './ask';
import { countedEntries, facetAggregations } from './facet-clauses';
import { filterGroups, type FilterGroup } from './filter-clauses';
import { afterOf, mannerOf, placeOf, sortClause } from './places';
import { highlightClause, markedWords, relevanceClause, textClause, type Manner } from './text-clauses';

/** How one request is asked: its words and the analyzers for them, or no text at all. */
type Reading = { readonly manner: Manner; readonly words: string | undefined; readonly analyzers: readonly string[] };

const queryOf = ({ words, analyzers, manner }: Reading): Clause =>
  words === undefined ? { match_all: {} } : relevanceClause(textClause(words, analyzers, manner));

/**
 * Filters narrow what is found; they come after counting where facets are wanted, which are to be counted as if their own
 * filter were not there, and on the first page of a text, to know whether the text finds anything without filters.
 */
const bodyOf = (request: SearchRequest, groups: readonly FilterGroup[], reading: Reading): Clause => {
  const { wants, limit, after } = request;
  const isCounting = wants.facets || (reading.words !== undefined && after === undefined);
  const [query, narrowing] = [queryOf(reading), groups.map(({ clause }) => clause)];
  return {
    query: isCounting || narrowing.length === 0 ? query : { bool: { must: [query], filter: narrowing } },
    ...(isCounting && narrowing.length > 0 ? { post_filter: allOf(narrowing) } : {}),
    sort: sortClause(request),
    size: limit + 1,
    track_total_hits: wants.total ? mostCounted : false,
    _source: wants.highlights && reading.words !== undefined ? ['card', 'excerpt'] : ['card'],
    ...(after === undefined ? {} : { search_after: afterOf(after) }),
    ...(isCounting
      ? { aggs: { fitting: { filter: { match_all: {} } }, ...(wants.facets ? facetAggregations(request, groups) : {}) } }
      : {}),
    ...(wants.highlights && reading.words !== undefined
      ? { highlight: highlightClause(reading.words, reading.analyzers, reading.manner) }
      : {}),
  };
};

const toHit = (request: SearchRequest, manner: Manner, { _source, sort, highlight }: AnsweredHit): Hit => {
  const { card, excerpt } = _source;
  const texts = { title: card.title, description: excerpt?.description ?? '' };
  return {
    document: listedProduct(card),
    place: placeOf(request, manner, sort),
    highlights: highlight === undefined ? [] : highlightsOf(texts, markedWords(highlight)),
  };
};

const toResult = (request: SearchRequest, groups: readonly FilterGroup[], { answer, manner }: Read): SearchResult => {
  const { total, hits } = answer.hits;
  return {
    hits: hits.slice(0, request.limit).map((hit) => toHit(request, manner, hit)),
    hasMore: hits.length > request.limit,
    total: Math.min(total?.value ?? 0, mostCounted),
    facets: request.wants.facets ? shownFacets(countedEntries(answer.aggregations ?? {}, groups)) : [],
  };
};

type Read = { readonly answer: Answer; readonly manner: Manner };

const nothing: SearchResult = { hits: [], hasMore: false, total: 0, facets: [] };

/**
 * Searches by the words as they are. Only a text that finds nothing as it is is read leniently, and then on every page:
 * the place where one ends says how it was read.
 */
export const searching = (ask: Ask, languages: () => Promise<readonly string[]>) => {
  const read = async (request: SearchRequest, groups: readonly FilterGroup[], reading: Reading): Promise<Read> => ({
    answer: readAnswer(await ask(bodyOf(request, groups, reading))),
    manner: reading.manner,
  });
  return async (request: SearchRequest): Promise<SearchResult> => {
    const groups = filterGroups(request);
    if (request.text === undefined) {
      return toResult(request, groups, await read(request, groups, { manner: 'strict', words: undefined, analyzers: [] }));
    }
    const [words, analyzers] = [folded(request.text), await languages()];
    if (words === '' || analyzers.length === 0) return nothing;
    const known = request.after === undefined ? undefined : mannerOf(request.after);
    if (known !== undefined) return toResult(request, groups, await read(request, groups, { manner: known, words, analyzers }));
    const strict = await read(request, groups, { manner: 'strict', words, analyzers });
    const fits = strict.answer.aggregations === undefined || countOf(strict.answer.aggregations['fitting']) > 0;
    return toResult(request, groups, fits ? strict : await read(request, groups, { manner: 'lenient', words, analyzers }));
  };
};
