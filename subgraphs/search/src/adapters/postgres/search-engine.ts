import type { Database } from '@marketplace/platform';
import { isWholePlace } from '../../application/places';
import type { SearchEngine, SearchRequest, SearchResult } from '../../application/ports';
import { toHit, type FoundCard, type FoundWords } from '../../application/shown';
import { wordsIn } from '../../domain/words';
import { proposals } from './did-you-mean';
import { toFacets, type FacetRow } from './facet-sql';
import { searchStatement } from './search-sql';
import { suggest } from './suggestions';
import type { LiveVersion } from './versions';

type Row = {
  readonly live: number;
  readonly hits: readonly (FoundCard & { readonly value: string })[] | null;
  readonly total: number;
  readonly facets: readonly FacetRow[] | null;
  readonly found: FoundWords;
};

const nothing: SearchResult = { hits: [], hasMore: false, total: 0, facets: [] };

const toResult = ({ hits, total, facets, found }: Row, { limit }: SearchRequest): SearchResult => ({
  hits: (hits ?? []).slice(0, limit).map((hit) => toHit(hit, { value: hit.value, id: hit.card.productId }, found)),
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
