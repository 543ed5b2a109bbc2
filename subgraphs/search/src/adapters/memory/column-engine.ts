import { LRUCache } from 'lru-cache';
import type { ProductId } from '@marketplace/kernel';
import type { Branch, FoundProductRow, IndexSource, ParsedQuery } from '../../application/index-source';
import { maxCount, type Hit, type SearchEngine, type SearchRequest, type SearchResult, type Suggestion } from '../../application/ports';
import { presentFacets, toHit } from '../../application/search-results';
import { foldValue } from '../../domain/words';
import { countedEntries, filterGroups, orderOf, positionOf, rankedFrom } from './column-query';
import { evaluate, type Evaluated, type Found } from './evaluate';
import type { IndexMirror, LoadedIndex } from './index-mirror';
import { emptyScratch, matchWords, type TextMatch } from './text-match';

/** The lifetime of cached results. They are valid until the index changes; words that another replica adds appear later. */
const cacheMilliseconds = 5_000;
const maxProductsCached = 20_000;
/** The total size of cached products, in characters: descriptions can be long. */
const maxProductCharacters = 30_000_000;
const maxListsCached = 2_000;
const maxSuggestionsCached = 20_000;
const maxQueriesCached = 20_000;
/** The total size of cached lists, and of cached suggestions: hits, or texts. */
const maxCacheSize = 100_000;
/** Longer keys are not cached: such requests do not repeat. */
const maxKeyLength = 2_000;

const scratch = emptyScratch();

const mergeMatches = (matches: readonly TextMatch[]): TextMatch => {
  const scores = new Map<number, number>();
  for (const { ordinals, scores: own } of matches) {
    ordinals.forEach((ordinal, index) => scores.set(ordinal, Math.max(scores.get(ordinal) ?? 0, own[index] ?? 0)));
  }
  return { ordinals: Uint32Array.from(scores.keys()), scores: Float32Array.from(scores.values()) };
};

const matchBranches = ({ segment }: LoadedIndex, branches: readonly Branch[]): TextMatch => {
  const matches = branches.map((branch) => {
    const words = branch.map((stems) => stems.flatMap((stem) => segment.words.get(stem) ?? []));
    return matchWords(words, segment.ids.length, scratch);
  });
  const [only] = matches;
  return matches.length === 1 && only !== undefined ? only : mergeMatches(matches);
};

const find = (mirrored: LoadedIndex, request: SearchRequest, parsed: ParsedQuery | undefined): Evaluated => {
  const { segment, names } = mirrored;
  const { currency, sort, limit, after, include } = request;
  return evaluate(segment, {
    match: parsed === undefined ? undefined : matchBranches(mirrored, parsed.branches),
    filters: filterGroups(request, names),
    ...orderOf(sort, parsed !== undefined),
    currency,
    limit: limit + 1,
    after: after === undefined ? undefined : rankedFrom(after),
    facets: include.facets ? names.keys : undefined,
  });
};

/** Reads found products and caches them until they change. */
const productReader = ({ foundProducts }: Pick<IndexSource, 'foundProducts'>) => {
  const known = new LRUCache<ProductId, FoundProductRow>({
    max: maxProductsCached,
    maxSize: maxProductCharacters,
    sizeCalculation: ({ description }) => 500 + description.length,
  });
  return async (found: readonly Found[], version: number): Promise<ReadonlyMap<ProductId, FoundProductRow>> => {
    const missing = found.filter(({ id, seq }) => known.get(id)?.seq !== seq).map(({ id }) => id);
    if (missing.length > 0) for (const row of await foundProducts(version, missing)) known.set(row.productId, row);
    return new Map(
      found.flatMap(({ id }): [ProductId, FoundProductRow][] => {
        const product = known.get(id);
        return product === undefined ? [] : [[id, product]];
      }),
    );
  };
};

/** Shares one answer between equal requests while it is cached. A fault is not cached. */
const cached = <T extends object>(
  known: LRUCache<string, Promise<T>>,
  { key, size }: { readonly key: string; readonly size?: number },
  ask: () => Promise<T>,
): Promise<T> => {
  const existing = known.get(key);
  if (existing !== undefined) return existing;
  const answer = ask();
  if (key.length > maxKeyLength) return answer;
  known.set(key, answer, size === undefined ? {} : { size });
  answer.catch(() => known.delete(key));
  return answer;
};

/**
 * Searches in memory: the columns of the live index are mirrored, so a search does not read its rows. The fallback answers while
 * the mirror is not available.
 */
export const columnEngine = (
  source: Pick<IndexSource, 'foundProducts' | 'parse'>,
  mirror: IndexMirror,
  fallback: SearchEngine,
): SearchEngine => {
  const readProducts = productReader(source);
  const texts = new LRUCache<string, Promise<ParsedQuery>>({ max: maxQueriesCached, ttl: cacheMilliseconds });
  const lists = new LRUCache<string, Promise<SearchResult>>({ max: maxListsCached, maxSize: maxCacheSize, ttl: cacheMilliseconds });
  const proposals = new LRUCache<string, Promise<readonly Suggestion[]>>({
    max: maxSuggestionsCached,
    maxSize: maxCacheSize,
    ttl: cacheMilliseconds,
  });

  /** Parses a search text. Equal texts share the result until the words of the index change. */
  const parse = ({ version, segment }: LoadedIndex, { text, language }: { readonly text: string; readonly language: string }) =>
    cached(texts, { key: `${version.toString()}\n${segment.revision().texts.toString()}\n${language}\n${text}` }, () =>
      source.parse({ text, language, version }),
    );

  const searchIn = async (mirrored: LoadedIndex, request: SearchRequest): Promise<SearchResult> => {
    const { text, language, limit, include } = request;
    const parsed = text === undefined ? undefined : await parse(mirrored, { text, language });
    const { total, hits, counts } = find(mirrored, request, parsed);
    const page = hits.slice(0, limit);
    const products = await readProducts(page, mirrored.version);
    const found = include.highlights ? (parsed?.matchedWords ?? null) : null;
    return {
      hits: page.flatMap((hit): Hit[] => {
        const row = products.get(hit.id);
        return row === undefined ? [] : [toHit(row, positionOf(hit), found)];
      }),
      hasMore: hits.length > limit,
      total: include.total ? Math.min(total, maxCount) : 0,
      facets: include.facets ? presentFacets(countedEntries(counts, mirrored.names, request)) : [],
    };
  };

  /** Suggestions are cached until words or names change, since many users type the same few letters. */
  const suggest: SearchEngine['suggest'] = (prefix, limit) => {
    const mirrored = mirror.current();
    if (mirrored === undefined) return fallback.suggest(prefix, limit);
    const { version, segment, names } = mirrored;
    const state = [version, segment.revision().texts, names.revision(), limit].join();
    return cached(proposals, { key: `${state}\n${foldValue(prefix)}`, size: limit }, () => fallback.suggest(prefix, limit));
  };

  const listOf = (mirrored: LoadedIndex, request: SearchRequest): Promise<SearchResult> => {
    const { version, segment, names } = mirrored;
    const key = `${version.toString()}\n${segment.revision().all.toString()}\n${names.revision().toString()}\n${JSON.stringify(request, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}`;
    return cached(lists, { key, size: request.limit }, () => searchIn(mirrored, request));
  };

  return {
    ...fallback,
    suggest,
    search: (request) => {
      const mirrored = mirror.current();
      if (mirrored === undefined) return fallback.search(request);
      return request.text === undefined ? listOf(mirrored, request) : searchIn(mirrored, request);
    },
  };
};
