import { dearest } from '../../application/places';
import { mostCounted, type ProductSort, type SearchRequest } from '../../application/ports';
import { facetCtes } from './facet-sql';
import { bindings, filterGroups, type Bindings } from './filter-sql';
import { foundWords, textQuery } from './text-sql';
import { liveOf } from './versions';

export type Statement = { readonly sql: string; readonly values: readonly unknown[] };

/** How many products there are is known without counting: each is available or not. */
const countAll = (version: number): string =>
  `(SELECT coalesce(sum(documents), 0) FROM index_facets JOIN facet_values ON id = facet_id WHERE index_version = ${version.toString()} AND key = 'availability')`;

/** As PostgreSQL counts the letters D to A. */
const rank = `ts_rank('{0.1,0.2,0.4,1}', p.words, (SELECT query FROM typed_query))`;

/** RELEVANCE is the fit of the text times the boost of the product: a whole number, so that every page sees the same. */
const relevance = `(${rank}::float8 * (1000 + p.popularity) * 1000)::bigint`;

type Order = { readonly value: string; readonly direction: 'ASC' | 'DESC' };

/** What hits are ordered by, and in one direction with their ids. Products without a price in the currency come last. */
const orderOf = (sort: ProductSort, request: SearchRequest, { bind }: Bindings): Order => {
  switch (sort) {
    case 'RELEVANCE':
      return { value: request.text === undefined ? 'p.popularity' : relevance, direction: 'DESC' };
    case 'PRICE_ASC':
      return { value: `coalesce((p.prices -> ${bind(request.currency, 'text')} ->> 0)::bigint, ${dearest})`, direction: 'ASC' };
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

const behind = ({ after }: SearchRequest, { value, direction }: Order, { bind }: Bindings): string =>
  after === undefined
    ? 'true'
    : `(${value}, product_id) ${direction === 'ASC' ? '>' : '<'} (${bind(after.value, 'bigint')}, ${bind(after.id, 'uuid')})`;

/** What a statement is made of. */
type Asking = {
  readonly request: SearchRequest;
  readonly order: Order;
  /** Which products `p` of the table may be hits. */
  readonly conditions: string;
  readonly table: string;
};

/** Everything that fits is looked at: ordered, counted, one page of it taken. */
const narrowed = ({ request, order, conditions, table }: Asking, bound: Bindings): string => {
  const facets = request.wants.facets ? ', p.facets' : '';
  return `
  matched AS MATERIALIZED (SELECT p.product_id, ${order.value} AS value${facets} FROM ${table} AS p WHERE ${conditions}),
  page AS (
    SELECT product_id, value FROM matched WHERE ${behind(request, { ...order, value: 'value' }, bound)}
    ORDER BY value ${order.direction}, product_id ${order.direction} LIMIT ${bound.bind(request.limit + 1, 'int')}
  )`;
};

/** A page in the order of an index, read no further than it goes. */
const straight = ({ request, order, conditions, table }: Asking, bound: Bindings): string => `
  page AS (
    SELECT p.product_id, ${order.value} AS value FROM ${table} AS p
    WHERE ${conditions} AND ${behind(request, order, bound)}
    ORDER BY ${order.value} ${order.direction}, p.product_id ${order.direction} LIMIT ${bound.bind(request.limit + 1, 'int')}
  )`;

const countMatched = `(SELECT count(*) FROM (SELECT FROM matched LIMIT ${mostCounted.toString()}) AS counted)`;

/** A search as one statement: its page, total, facets, found words, and which version of the index is live. */
export const searchStatement = (request: SearchRequest, version: number): Statement => {
  const bound = bindings();
  const { text, language, filters, currency, sort, wants } = request;
  const table = `product_index_v${version.toString()}`;
  const query = text === undefined ? undefined : textQuery({ text, language, version }, bound, { lenient: true });
  const fits = 'p.words @@ (SELECT query FROM typed_query)';
  const groups = filterGroups(request, bound);
  const conditions = ['p.document IS NOT NULL', ...(query === undefined ? [] : [fits]), ...groups.map(({ sql }) => sql)].join(' AND ');
  const order = orderOf(sort, request, bound);
  const isWhole = query === undefined && groups.length === 0;
  const isStraight = isWhole || (query === undefined && !wants.facets && !wants.total);
  const asking = { request, order, conditions, table };
  const counting = { version, currency, filters, groups, text: query === undefined ? undefined : fits };
  const ctes = [
    ...(query === undefined ? [] : [query]),
    (isStraight ? straight : narrowed)(asking, bound),
    ...(wants.facets ? [facetCtes(counting, bound)] : []),
  ];
  const excerpts = wants.highlights && query !== undefined ? `, 'language', p.language, 'description', p.document ->> 'description'` : '';
  const sql = `WITH ${ctes.join(',')}
  SELECT ${liveOf('product_index')} AS live,
    (SELECT json_agg(json_build_object('value', page.value::text, 'card', p.card${excerpts})
       ORDER BY page.value ${order.direction}, page.product_id ${order.direction})
     FROM page JOIN ${table} AS p USING (product_id)) AS hits,
    ${wants.total ? `least(${isWhole ? countAll(version) : countMatched}, ${mostCounted.toString()})::int` : '0'} AS total,
    ${wants.facets ? '(SELECT facets FROM facets)' : 'NULL::json'} AS facets,
    ${excerpts === '' ? 'NULL::json' : foundWords(version)} AS found`;
  return { sql, values: bound.values() };
};
