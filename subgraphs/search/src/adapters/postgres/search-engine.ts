import type { Database } from '@marketplace/platform';
import { isIntegerPosition } from '../../application/cursor-positions';
import type { SearchEngine, SearchRequest, SearchResult } from '../../application/ports';
import { toHit, type FoundProduct, type MatchedWords } from '../../application/search-results';
import { wordsIn } from '../../domain/words';
import { proposals } from './did-you-mean';
import { toFacets, type FacetRow } from './facet-sql';
import { searchStatement } from './search-sql';
import { suggest } from './suggestions';
import type { LiveVersion } from './versions';

type Row = {
  readonly live: number;
  readonly hits: readonly (FoundProduct & { readonly value: string })[] | null;
  readonly total: number;
  readonly facets: readonly FacetRow[] | null;
  readonly matched: MatchedWords;
};

const nothing: SearchResult = { hits: [], hasMore: false, total: 0, facets: [] };

const toResult = ({ hits, total, facets, matched }: Row, { limit }: SearchRequest): SearchResult => ({
  hits: (hits ?? []).slice(0, limit).map((hit) => toHit(hit, { value: hit.value, id: hit.summary.productId }, matched)),
  hasMore: (hits ?? []).length > limit,
  total,
  facets: toFacets(facets ?? []),
});

/** The search engine on PostgreSQL. Each search is one statement over the partition of the live version. */
export const postgresSearchEngine = (db: Database, version: LiveVersion): SearchEngine => ({
  isValidPosition: isIntegerPosition,
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
