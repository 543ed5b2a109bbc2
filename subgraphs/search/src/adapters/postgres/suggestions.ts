import { defined } from '@marketplace/kernel';
import type { Database } from '@marketplace/platform';
import type { Suggestion } from '../../application/ports';
import { maxWords } from '../../application/search-requests';
import { shareSlots } from '../../application/search-results';
import { wordsIn } from '../../domain/words';
import { bindings } from './filter-sql';
import { textQuery } from './text-sql';
import { liveOf, type Pinned } from './versions';

type SuggestionRequest = { readonly prefix: string; readonly limit: number; readonly version: number };

/** The most products to rank, however many titles match. */
const maxCompared = 200;

const after = (text: string): string => `(${text} || U&'\\+10FFFF')`;

/**
 * Builds one statement: brands and categories with this prefix, completions of the last word, and products with a completion in
 * their title. The words before the last are taken as typed; if they match nothing, no completions are suggested.
 */
const statementOf = ({ prefix, limit, version }: SuggestionRequest) => {
  const bound = bindings();
  const words = wordsIn(prefix).slice(0, maxWords);
  const earlier = words.slice(0, -1);
  const last = bound.bind(words.at(-1)?.folded ?? '', 'text');
  const whole = bound.bind(words.map(({ folded }) => folded).join(' '), 'text');
  const start = bound.bind(earlier.map(({ folded }) => `${folded} `).join(''), 'text');
  const most = bound.bind(limit, 'int');
  const [index, table] = [version.toString(), `product_index_v${version.toString()}`];
  const typed = { text: earlier.map(({ raw }) => raw).join(' '), language: 'en', version };
  const before = earlier.length === 0 ? '' : `${textQuery(typed, bound, { lenient: false })},`;
  const withBefore = (stem: string): string => (earlier.length === 0 ? stem : `(SELECT query FROM typed_query) && ${stem}`);
  const sql = `WITH ${before}
  completions AS MATERIALIZED (
    SELECT word, min(stem) AS stem, sum(documents) AS documents FROM index_words
    WHERE index_version = ${index} AND stem <> '' AND word ~>=~ ${last} AND word ~<~ ${after(last)}
    GROUP BY 1 ORDER BY sum(documents) DESC, word LIMIT 20
  ),
  queries AS (
    SELECT ${start} || word AS text, 'QUERY' AS kind, NULL::text AS id, 3 AS rank, documents AS weight FROM completions
    ${earlier.length === 0 ? '' : `WHERE EXISTS (SELECT FROM ${table} AS p WHERE p.words @@ (${withBefore(`quote_literal(stem)::tsquery`)}))`}
    LIMIT ${most}
  ),
  named AS (
    SELECT label AS text, upper(key) AS kind, CASE key WHEN 'category' THEN value END AS id, CASE key WHEN 'category' THEN 1 ELSE 2 END AS rank,
      documents AS weight
    FROM facet_values JOIN index_facets ON facet_id = id AND index_version = ${index}
    WHERE key IN ('brand', 'category') AND documents > 0 AND folded ~>=~ ${whole} AND folded ~<~ ${after(whole)}
    ORDER BY documents DESC, label LIMIT 3
  ),
  titles AS (
    SELECT title AS text, 'PRODUCT' AS kind, product_id::text AS id, 4 AS rank, popularity AS weight FROM (
      SELECT p.card ->> 'title' AS title, p.product_id, p.popularity FROM ${table} AS p
      WHERE ts_filter(p.words, '{a}') @@ (SELECT string_agg(quote_literal(stem), '|')::tsquery FROM completions)
        ${earlier.length === 0 ? '' : 'AND p.words @@ (SELECT query FROM typed_query)'}
      LIMIT ${maxCompared.toString()}
    ) AS compared
    ORDER BY popularity DESC, product_id LIMIT ${most}
  )
  SELECT ${liveOf('product_index')} AS live,
    (SELECT json_agg(json_build_object('text', text, 'kind', kind, 'id', id) ORDER BY rank, weight DESC, text) FROM (
      SELECT * FROM named UNION ALL SELECT * FROM queries UNION ALL SELECT * FROM titles
    ) AS suggestion) AS suggestions`;
  return { sql, values: bound.values() };
};

type Found = { readonly text: string; readonly kind: Suggestion['kind']; readonly id: string | null };

type Row = { readonly live: number; readonly suggestions: readonly Found[] | null };

const toSuggestion = ({ text, kind, id }: Found): Suggestion => ({ text, kind, ...defined({ id: id ?? undefined }) });

export const suggest = async (db: Database, request: SuggestionRequest): Promise<Pinned<readonly Suggestion[]>> => {
  const { sql, values } = statementOf(request);
  const [row] = await db.query<Row>(sql, values);
  const found = (row?.suggestions ?? []).map(toSuggestion);
  const [products, others] = [found.filter(({ kind }) => kind === 'PRODUCT'), found.filter(({ kind }) => kind !== 'PRODUCT')];
  return { live: row?.live ?? request.version, answer: shareSlots(others, products, request.limit) };
};
