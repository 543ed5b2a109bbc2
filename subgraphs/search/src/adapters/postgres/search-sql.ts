import { missingPrice } from '../../application/cursor-positions';
import { maxCount, type ProductSort, type SearchRequest } from '../../application/ports';
import { facetCtes } from './facet-sql';
import { bindings, filterGroups, type Bindings } from './filter-sql';
import { matchedWords, textQuery } from './text-sql';
import { liveOf } from './versions';

export type Statement = { readonly sql: string; readonly values: readonly unknown[] };

/** The number of all products, without counting: the sum of available and unavailable ones. */
const countAll = (version: number): string =>
  `(SELECT coalesce(sum(documents), 0) FROM index_facets JOIN facet_values ON id = facet_id WHERE index_version = ${version.toString()} AND key = 'availability')`;

/** The text score with the weights D to A. */
const rank = `ts_rank('{0.1,0.2,0.4,1}', p.words, (SELECT query FROM typed_query))`;

/** RELEVANCE: the text score times the boost of the product, as an integer so that it is equal on every page. */
const relevance = `(${rank}::float8 * (1000 + p.popularity) * 1000)::bigint`;

type Order = { readonly value: string; readonly direction: 'ASC' | 'DESC' };

/** The sort value and direction. IDs have the same direction. Products without a price in the currency come last. */
const orderOf = (sort: ProductSort, request: SearchRequest, { bind }: Bindings): Order => {
  switch (sort) {
    case 'RELEVANCE':
      return { value: request.text === undefined ? 'p.popularity' : relevance, direction: 'DESC' };
    case 'PRICE_ASC':
      return { value: `coalesce((p.prices -> ${bind(request.currency, 'text')} ->> 0)::bigint, ${missingPrice})`, direction: 'ASC' };
    case 'PRICE_DESC':
      return { value: `coalesce((p.prices -> ${bind(request.currency, 'text')} ->> 1)::bigint, -1)`, direction: 'DESC' };
    case 'NEWEST':
      return { value: 'p.published', direction: 'DESC' };
    case 'BEST_SELLING':
      return { value: 'p.sold', direction: 'DESC' };
    case 'RATING':
      return { value: 'p.rating_rank', direction: 'DESC' };
  }
};

const afterCursor = ({ after }: SearchRequest, { value, direction }: Order, { bind }: Bindings): string =>
  after === undefined
    ? 'true'
    : `(${value}, product_id) ${direction === 'ASC' ? '>' : '<'} (${bind(after.value, 'bigint')}, ${bind(after.id, 'uuid')})`;

/** The parts of a page query. */
type PageQuery = {
  readonly request: SearchRequest;
  readonly order: Order;
  /** The conditions that a product `p` must meet. */
  readonly conditions: string;
  readonly table: string;
};

/** Finds all matches, to count them and to take one page. */
const allMatches = ({ request, order, conditions, table }: PageQuery, bound: Bindings): string => {
  const facets = request.include.facets ? ', p.facets' : '';
  return `
  matched AS MATERIALIZED (SELECT p.product_id, ${order.value} AS value${facets} FROM ${table} AS p WHERE ${conditions}),
  page AS (
    SELECT product_id, value FROM matched WHERE ${afterCursor(request, { ...order, value: 'value' }, bound)}
    ORDER BY value ${order.direction}, product_id ${order.direction} LIMIT ${bound.bind(request.limit + 1, 'int')}
  )`;
};

/** Reads one page in the order of a database index, and no further. */
const pageOnly = ({ request, order, conditions, table }: PageQuery, bound: Bindings): string => `
  page AS (
    SELECT p.product_id, ${order.value} AS value FROM ${table} AS p
    WHERE ${conditions} AND ${afterCursor(request, order, bound)}
    ORDER BY ${order.value} ${order.direction}, p.product_id ${order.direction} LIMIT ${bound.bind(request.limit + 1, 'int')}
  )`;

const countMatched = `(SELECT count(*) FROM (SELECT FROM matched LIMIT ${maxCount.toString()}) AS counted)`;

/** Builds the statement of a search. It returns the page, total, facets, matched words and the live version. */
export const searchStatement = (request: SearchRequest, version: number): Statement => {
  const bound = bindings();
  const { text, language, filters, currency, sort, include } = request;
  const table = `product_index_v${version.toString()}`;
  const query = text === undefined ? undefined : textQuery({ text, language, version }, bound, { lenient: true });
  const matchesText = 'p.words @@ (SELECT query FROM typed_query)';
  const groups = filterGroups(request, bound);
  const conditions = ['p.document IS NOT NULL', ...(query === undefined ? [] : [matchesText]), ...groups.map(({ sql }) => sql)].join(
    ' AND ',
  );
  const order = orderOf(sort, request, bound);
  const isUnfiltered = query === undefined && groups.length === 0;
  const isPageOnly = isUnfiltered || (query === undefined && !include.facets && !include.total);
  const pageQuery = { request, order, conditions, table };
  const counting = { version, currency, filters, groups, text: query === undefined ? undefined : matchesText };
  const ctes = [
    ...(query === undefined ? [] : [query]),
    (isPageOnly ? pageOnly : allMatches)(pageQuery, bound),
    ...(include.facets ? [facetCtes(counting, bound)] : []),
  ];
  const excerpts = include.highlights && query !== undefined ? `, 'language', p.language, 'description', p.document ->> 'description'` : '';
  const sql = `WITH ${ctes.join(',')}
  SELECT ${liveOf('product_index')} AS live,
    (SELECT json_agg(json_build_object('value', page.value::text, 'summary', p.card${excerpts})
       ORDER BY page.value ${order.direction}, page.product_id ${order.direction})
     FROM page JOIN ${table} AS p USING (product_id)) AS hits,
    ${include.total ? `least(${isUnfiltered ? countAll(version) : countMatched}, ${maxCount.toString()})::int` : '0'} AS total,
    ${include.facets ? '(SELECT facets FROM facets)' : 'NULL::json'} AS facets,
    ${excerpts === '' ? 'NULL::json' : matchedWords(version)} AS matched`;
  return { sql, values: bound.values() };
};
