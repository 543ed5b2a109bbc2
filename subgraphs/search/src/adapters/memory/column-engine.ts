import { LRUCache } from 'lru-cache';
import type { ProductId } from '@marketplace/kernel';
import type { Branch, CardRow, IndexSource, ParsedText } from '../../application/index-copy';
import { mostCounted, type Hit, type SearchEngine, type SearchRequest, type SearchResult, type Suggestion } from '../../application/ports';
import { shownFacets, toHit } from '../../application/shown';
import { foldValue } from '../../domain/words';
import { countedEntries, filterGroups, orderOf, placeOf, rankedAt } from './column-query';
import { evaluate, type Evaluated, type Found } from './evaluate';
import type { Mirror, Mirrored } from './mirror';
import { emptyScratch, matchWords, type TextMatch } from './text-match';

/** What was found over all products is the same for everybody who asks before anything changes; other replicas' words come a moment later. */
const sharedMilliseconds = 5_000;
const cardsKept = 20_000;
/** Of all cards together, in characters: their descriptions may be long. */
const mostOfCards = 30_000_000;
const listsKept = 2_000;
const proposalsKept = 20_000;
const textsKept = 20_000;
/** Of all lists together, and of all proposals: hits, or texts. */
const mostShared = 100_000;
/** Nobody else asks for what takes so many characters to say. */
const longestShared = 2_000;

const scratch = emptyScratch();

const together = (matches: readonly TextMatch[]): TextMatch => {
  const scores = new Map<number, number>();
  for (const { ordinals, scores: own } of matches) {
    ordinals.forEach((ordinal, index) => scores.set(ordinal, Math.max(scores.get(ordinal) ?? 0, own[index] ?? 0)));
  }
  return { ordinals: Uint32Array.from(scores.keys()), scores: Float32Array.from(scores.values()) };
};

const matchBranches = ({ segment }: Mirrored, branches: readonly Branch[]): TextMatch => {
  const matches = branches.map((branch) => {
    const words = branch.map((stems) => stems.flatMap((stem) => segment.words.get(stem) ?? []));
    return matchWords(words, segment.ids.length, scratch);
  });
  const [only] = matches;
  return matches.length === 1 && only !== undefined ? only : together(matches);
};

const find = (mirrored: Mirrored, request: SearchRequest, parsed: ParsedText | undefined): Evaluated => {
  const { segment, names } = mirrored;
  const { currency, sort, limit, after, wants } = request;
  return evaluate(segment, {
    match: parsed === undefined ? undefined : matchBranches(mirrored, parsed.branches),
    filters: filterGroups(request, names),
    ...orderOf(sort, parsed !== undefined),
    currency,
    limit: limit + 1,
    after: after === undefined ? undefined : rankedAt(after),
    facets: wants.facets ? names.keys : undefined,
  });
};

/** The cards of products in the states they were found in, remembered for as long as they stay in them. */
const cardReader = ({ cards }: Pick<IndexSource, 'cards'>) => {
  const known = new LRUCache<ProductId, CardRow>({
    max: cardsKept,
    maxSize: mostOfCards,
    sizeCalculation: ({ description }) => 500 + description.length,
  });
  return async (found: readonly Found[], version: number): Promise<ReadonlyMap<ProductId, CardRow>> => {
    const missing = found.filter(({ id, seq }) => known.get(id)?.seq !== seq).map(({ id }) => id);
    if (missing.length > 0) for (const row of await cards(version, missing)) known.set(row.productId, row);
    return new Map(
      found.flatMap(({ id }): [ProductId, CardRow][] => {
        const card = known.get(id);
        return card === undefined ? [] : [[id, card]];
      }),
    );
  };
};

/** One answer for all who ask for the same while it holds; a fault is nobody's answer but theirs who waited for it. */
const shared = <T extends object>(
  known: LRUCache<string, Promise<T>>,
  { key, size }: { readonly key: string; readonly size?: number },
  ask: () => Promise<T>,
): Promise<T> => {
  const there = known.get(key);
  if (there !== undefined) return there;
  const answer = ask();
  if (key.length > longestShared) return answer;
  known.set(key, answer, size === undefined ? {} : { size });
  answer.catch(() => known.delete(key));
  return answer;
};

/**
 * Finds in memory what the fallback keeps: the columns of the live index are mirrored, so that a search costs no walk over
 * its rows. The fallback answers everything while there is no mirror.
 */
export const columnEngine = (source: Pick<IndexSource, 'cards' | 'parse'>, mirror: Mirror, fallback: SearchEngine): SearchEngine => {
  const cardsOf = cardReader(source);
  const texts = new LRUCache<string, Promise<ParsedText>>({ max: textsKept, ttl: sharedMilliseconds });
  const lists = new LRUCache<string, Promise<SearchResult>>({ max: listsKept, maxSize: mostShared, ttl: sharedMilliseconds });
  const proposals = new LRUCache<string, Promise<readonly Suggestion[]>>({
    max: proposalsKept,
    maxSize: mostShared,
    ttl: sharedMilliseconds,
  });

  /** Reads what people type, once for all who type the same before there are other words. */
  const parse = ({ version, segment }: Mirrored, { text, language }: { readonly text: string; readonly language: string }) =>
    shared(texts, { key: `${version.toString()}\n${segment.revision().texts.toString()}\n${language}\n${text}` }, () =>
      source.parse({ text, language, version }),
    );

  const searchIn = async (mirrored: Mirrored, request: SearchRequest): Promise<SearchResult> => {
    const { text, language, limit, wants } = request;
    const parsed = text === undefined ? undefined : await parse(mirrored, { text, language });
    const { total, hits, counts } = find(mirrored, request, parsed);
    const page = hits.slice(0, limit);
    const cards = await cardsOf(page, mirrored.version);
    const found = wants.highlights ? (parsed?.found ?? null) : null;
    return {
      hits: page.flatMap((hit): Hit[] => {
        const row = cards.get(hit.id);
        return row === undefined ? [] : [toHit(row, placeOf(hit), found)];
      }),
      hasMore: hits.length > limit,
      total: wants.total ? Math.min(total, mostCounted) : 0,
      facets: wants.facets ? shownFacets(countedEntries(counts, mirrored.names, request)) : [],
    };
  };

  /** People begin with the same few letters: what they mean is the same until words or names change. */
  const suggest: SearchEngine['suggest'] = (prefix, limit) => {
    const mirrored = mirror.current();
    if (mirrored === undefined) return fallback.suggest(prefix, limit);
    const { version, segment, names } = mirrored;
    const state = [version, segment.revision().texts, names.revision(), limit].join();
    return shared(proposals, { key: `${state}\n${foldValue(prefix)}`, size: limit }, () => fallback.suggest(prefix, limit));
  };

  const listOf = (mirrored: Mirrored, request: SearchRequest): Promise<SearchResult> => {
    const { version, segment, names } = mirrored;
    const key = `${version.toString()}\n${segment.revision().all.toString()}\n${names.revision().toString()}\n${JSON.stringify(request, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}`;
    return shared(lists, { key, size: request.limit }, () => searchIn(mirrored, request));
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
