import { columnsOf, pickColumns, nonNull, type Database, type Row } from '@marketplace/platform';
import type { FoundProductRow, IndexChange, IndexSource, ParsedQuery, QueryText } from '../../application/index-source';
import { bindings } from './filter-sql';
import { FacetValues, ProductIndex } from './tables';
import { matchedWords, textQuery } from './text-sql';
import { liveOf } from './versions';

/** A lexeme with its positions, in the format of a tsvector: 'boot':1A,5 'don''t':7. */
const lexemes = /'((?:[^'\\]|''|\\\\)*)'(?::([0-9A-D,]+))?/g;

const weightOf = (positions: string): number =>
  positions.includes('A') ? 3 : positions.includes('B') ? 2 : positions.includes('C') ? 1 : 0;

/** The stems of a text with the highest weight of each, from 3 for A to 0 for D. */
export const wordsOf = (tsvector: string): readonly (readonly [word: string, weight: number])[] =>
  [...tsvector.matchAll(lexemes)].map(([, word = '', positions = '']) => [
    word.includes("'") || word.includes('\\') ? word.replaceAll("''", "'").replaceAll('\\\\', '\\') : word,
    weightOf(positions),
  ]);

const figures = ['prices', 'available', 'rating', 'ratingRank', 'sold', 'popularity', 'published'] as const;
const Changes = pickColumns(ProductIndex, 'seq', 'productId', 'words', 'facets', ...figures);

type Change = Row<typeof Changes> & { readonly isFound: boolean };

const toChange = (row: Change): IndexChange => {
  const { seq, productId, facets, isFound } = row;
  if (!isFound) return { seq, productId, product: null };
  const prices = Object.entries(nonNull(Changes, row, 'prices'));
  const product = {
    words: wordsOf(nonNull(Changes, row, 'words')),
    facets,
    prices: prices.map(([currency, [min, max]]) => ({ currency, min: BigInt(min), max: BigInt(max) })),
    available: nonNull(Changes, row, 'available'),
    rating: nonNull(Changes, row, 'rating'),
    ratingRank: nonNull(Changes, row, 'ratingRank'),
    sold: Number(nonNull(Changes, row, 'sold')),
    popularity: nonNull(Changes, row, 'popularity'),
    published: Number(nonNull(Changes, row, 'published')),
  };
  return { seq, productId, product };
};

const Names = pickColumns(FacetValues, 'id', 'key', 'name', 'value', 'label', 'parent', 'revision');
const FoundColumns = pickColumns(ProductIndex, 'productId', 'seq', 'summary', 'language');

/** The branches of the query that PostgreSQL would run. */
const parseStatement = (query: QueryText) => {
  const bound = bindings();
  const sql = `WITH ${textQuery(query, bound, { lenient: true })},
  stems AS (SELECT position, language, json_agg(stem ORDER BY stem) AS stems FROM alternatives GROUP BY position, language),
  complete AS (
    SELECT json_agg(stems ORDER BY position) AS words
    FROM looked_up LEFT JOIN stems USING (position, language)
    WHERE NOT is_silent GROUP BY language HAVING count(stems.stems) = count(*)
  )
  SELECT coalesce(json_agg(words), '[]') AS branches, ${matchedWords(query.version)} AS "matchedWords" FROM (SELECT DISTINCT words::text::jsonb AS words FROM complete) AS distinct_branches`;
  return { sql, values: bound.values() };
};

type Latest = { readonly version: number | null; readonly seq: bigint };

/** Reads the partition of the live version. */
export const indexSource = (db: Pick<Database, 'query' | 'select'>): IndexSource => ({
  latest: async () => {
    const [row] = await db.query<Latest>(`SELECT ${liveOf('product_index')} AS version, (SELECT last_value FROM product_index_seq) AS seq`);
    return row === undefined || row.version === null ? undefined : { version: row.version, seq: row.seq };
  },
  changesAfter: async (version, seq, limit) => {
    const rows = await db.query<Change>(
      `SELECT ${columnsOf(Changes)}, document IS NOT NULL AS "isFound"
       FROM product_index_v${version.toString()} WHERE seq > $1 ORDER BY seq LIMIT $2`,
      [seq, limit],
    );
    return rows.map(toChange);
  },
  facetNamesAfter: (revision) => db.select(Names, 'WHERE revision > $1 ORDER BY revision', [revision]),
  foundProducts: (version, productIds) =>
    db.query<FoundProductRow>(
      `SELECT ${columnsOf(FoundColumns)}, document ->> 'description' AS description
       FROM product_index_v${version.toString()} WHERE product_id = ANY($1) AND document IS NOT NULL`,
      [productIds],
    ),
  parse: async (query) => {
    const { sql, values } = parseStatement(query);
    const [row] = await db.query<ParsedQuery>(sql, values);
    return row ?? { branches: [], matchedWords: null };
  },
});
