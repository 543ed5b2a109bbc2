import type { Database } from '@marketplace/platform';
import { idOf } from '@marketplace/kernel';
import { listedProduct, type Card } from '../../application/card';
import type { Hit, SearchEngine, SearchRequest, SearchResult } from '../../application/ports';
import { isWholePlace } from '../../application/places';
import { highlightsOf } from '../../domain/highlights';
import { wordsIn } from '../../domain/words';
import { proposals } from './did-you-mean';
import { toFacets, type FacetRow } from './facet-sql';
import type { LiveVersion } from './live-version';
import { searchStatement } from './search-sql';
import { suggest } from './suggestions';

export type HitJson = { readonly value: string; readonly card: Card; readonly language?: string; readonly description?: string };

type Row = {
  readonly live: number;
  readonly hits: readonly HitJson[] | null;
  readonly total: number;
  readonly facets: readonly FacetRow[] | null;
  readonly found: Readonly<Record<string, readonly string[]>> | null;
};

export const toHit = ({ value, card, language = '', description = '' }: HitJson, found: Row['found']): Hit => {
  const document = listedProduct(card);
  const place = { value, id: idOf<'Product'>(card.productId) };
  const highlights = found === null ? [] : highlightsOf({ title: card.title, description }, new Set(found[language] ?? []));
  return { document, place, highlights };
};

const nothing: SearchResult = { hits: [], hasMore: false, total: 0, facets: [] };

const toResult = ({ hits, total, facets, found }: Row, { limit }: SearchRequest): SearchResult => ({
  hits: (hits ?? []).slice(0, limit).map((hit) => toHit(hit, found)),
  hasMore: (hits ?? []).length > limit,
  total,
  facets: toFacets(facets ?? []),
});

/** PostgreSQL as the engine: each search is one statement over the partition of the version that is live. */
export const postgresSearchEngine = (db: Database, version: LiveVersion): SearchEngine => ({
  isPlace: isWholePlace,
  search: (request) =>
    version.with(async (live) => {
      const { sql, values } = searchStatement(request, live);
      const [row] = await db.query<Row>(sql, values);
      return row === undefined ? { live, answer: nothing } : { live: row.live, answer: toResult(row, request) };
    }),
  suggest: (prefix, limit) =>
    wordsIn(prefix).length === 0 ? Promise.resolve([]) : version.with((live) => suggest(db, { prefix, limit, version: live })),
  didYouMean: (text) => version.with((live) => proposals(db, { text, version: live })),
});
