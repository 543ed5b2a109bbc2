import { LRUCache } from 'lru-cache';
import { idOf, type ProductId } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { Card } from '../../../application/card';
import {
  mostCounted,
  type Hit,
  type SearchEngine,
  type SearchRequest,
  type SearchResult,
  type Suggestion,
} from '../../../application/ports';
import { foldValue } from '../../../domain/words';
import { toFacets } from '../facet-sql';
import { toHit } from '../search-engine';
import { facetRows, figureGroups, orderOf, placeOf, rankedAt, valueGroups } from './column-query';
import { evaluate, type Evaluated, type Found } from './evaluate';
import type { Mirror, Mirrored } from './mirror';
import { textParser, type Branch, type ParsedText } from './parsed-text';
import { emptyScratch, matchWords, type TextMatch } from './text-match';

type CardRow = {
  readonly product_id: string;
  readonly seq: bigint;
  readonly card: Card;
  readonly language: string;
  readonly description: string;
};

/** What was found over all products is the same for everybody who asks before anything changes. */
const sharedMilliseconds = 5_000;
const cardsKept = 20_000;
/** Of all cards together, in characters: their descriptions may be long. */
const mostOfCards = 30_000_000;
const listsKept = 2_000;
const proposalsKept = 20_000;
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
    values: valueGroups(request, names),
    figures: figureGroups(request),
    ...orderOf(sort, parsed !== undefined),
    currency,
    limit: limit + 1,
    after: after === undefined ? undefined : rankedAt(after),
    facets: wants.facets ? names.keys : undefined,
  });
};

/** The cards of products in the states they were found in, remembered for as long as they stay in them. */
const cardReader = (db: Database) => {
  const known = new LRUCache<ProductId, CardRow>({
    max: cardsKept,
    maxSize: mostOfCards,
    sizeCalculation: ({ description }) => 500 + description.length,
  });
  return async (found: readonly Found[], version: number): Promise<ReadonlyMap<ProductId, CardRow>> => {
    const missing = found.filter(({ id, seq }) => known.get(id)?.seq !== seq);
    if (missing.length > 0) {
      const rows = await db.query<CardRow>(
        `SELECT product_id, seq, card, language, document ->> 'description' AS description
         FROM product_index_v${version.toString()} WHERE product_id = ANY($1) AND document IS NOT NULL`,
        [missing.map(({ id }) => id)],
      );
      for (const row of rows) known.set(idOf<'Product'>(row.product_id), row);
    }
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
  { key, size }: { readonly key: string; readonly size: number },
  ask: () => Promise<T>,
): Promise<T> => {
  const there = known.get(key);
  if (there !== undefined) return there;
  const answer = ask();
  if (key.length > longestShared) return answer;
  known.set(key, answer, { size });
  answer.catch(() => known.delete(key));
  return answer;
};

/**
 * Finds in memory what PostgreSQL keeps: the columns of the live index are mirrored, so that a search costs no walk over
 * its rows. PostgreSQL reads the words that people type, and answers everything while there is no mirror.
 */
export const columnEngine = (db: Database, mirror: Mirror, postgres: SearchEngine): SearchEngine => {
  const parse = textParser(db);
  const cardsOf = cardReader(db);
  const lists = new LRUCache<string, Promise<SearchResult>>({ max: listsKept, maxSize: mostShared, ttl: sharedMilliseconds });
  const proposals = new LRUCache<string, Promise<readonly Suggestion[]>>({
    max: proposalsKept,
    maxSize: mostShared,
    ttl: sharedMilliseconds,
  });

  const searchIn = async (mirrored: Mirrored, request: SearchRequest): Promise<SearchResult> => {
    const { text, language, limit, wants } = request;
    const { version, segment } = mirrored;
    const parsed = text === undefined ? undefined : await parse({ text, language, version, revision: segment.revision().texts });
    const { total, hits, counts } = find(mirrored, request, parsed);
    const page = hits.slice(0, limit);
    const cards = await cardsOf(page, version);
    const found = wants.highlights ? (parsed?.found ?? null) : null;
    return {
      hits: page.flatMap((hit): Hit[] => {
        const row = cards.get(hit.id);
        return row === undefined ? [] : [{ ...toHit({ ...row, value: '0' }, found), place: placeOf(hit) }];
      }),
      hasMore: hits.length > limit,
      total: wants.total ? Math.min(total, mostCounted) : 0,
      facets: wants.facets ? toFacets(facetRows(counts, mirrored.names, request)) : [],
    };
  };

  /** People begin with the same few letters: what they mean is the same until words or names change. */
  const suggest: SearchEngine['suggest'] = (prefix, limit) => {
    const mirrored = mirror.current();
    if (mirrored === undefined) return postgres.suggest(prefix, limit);
    const { version, segment, names } = mirrored;
    const state = [version, segment.revision().texts, names.revision(), limit].join();
    return shared(proposals, { key: `${state}\n${foldValue(prefix)}`, size: limit }, () => postgres.suggest(prefix, limit));
  };

  const listOf = (mirrored: Mirrored, request: SearchRequest): Promise<SearchResult> => {
    const { version, segment, names } = mirrored;
    const key = `${version.toString()}\n${segment.revision().all.toString()}\n${names.revision().toString()}\n${JSON.stringify(request, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}`;
    return shared(lists, { key, size: request.limit }, () => searchIn(mirrored, request));
  };

  return {
    ...postgres,
    suggest,
    search: (request) => {
      const mirrored = mirror.current();
      if (mirrored === undefined) return postgres.search(request);
      return request.text === undefined ? listOf(mirrored, request) : searchIn(mirrored, request);
    },
  };
};
