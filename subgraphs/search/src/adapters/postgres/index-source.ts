import { columnsOf, narrowed, present, type Database, type Row } from '@marketplace/platform';
import type { CardRow, IndexChange, IndexSource, ParsedText, TypedText } from '../../application/index-copy';
import { bindings } from './filter-sql';
import { FacetValues, ProductIndex } from './tables';
import { foundWords, textQuery } from './text-sql';
import { liveOf } from './versions';

/** A lexeme as PostgreSQL writes it in a tsvector, with its places: 'boot':1A,5 'don''t':7. */
const lexemes = /'((?:[^'\\]|''|\\\\)*)'(?::([0-9A-D,]+))?/g;

const weightOf = (places: string): number => (places.includes('A') ? 3 : places.includes('B') ? 2 : places.includes('C') ? 1 : 0);

/** The stems of a text with the best letter that each has: 3 for A, 0 for D. */
export const wordsOf = (tsvector: string): readonly (readonly [word: string, weight: number])[] =>
  [...tsvector.matchAll(lexemes)].map(([, word = '', places = '']) => [
    word.includes("'") || word.includes('\\') ? word.replaceAll("''", "'").replaceAll('\\\\', '\\') : word,
    weightOf(places),
  ]);

const figures = ['prices', 'available', 'rating', 'ratingRank', 'sold', 'popularity', 'published'] as const;
const Changes = narrowed(ProductIndex, 'seq', 'productId', 'words', 'facets', ...figures);

type Change = Row<typeof Changes> & { readonly isFound: boolean };

const toChange = (row: Change): IndexChange => {
  const { seq, productId, facets, isFound } = row;
  if (!isFound) return { seq, productId, product: null };
  const prices = Object.entries(present(Changes, row, 'prices'));
  const product = {
    words: wordsOf(present(Changes, row, 'words')),
    facets,
    prices: prices.map(([currency, [min, max]]) => ({ currency, min: BigInt(min), max: BigInt(max) })),
    available: present(Changes, row, 'available'),
    rating: present(Changes, row, 'rating'),
    ratingRank: present(Changes, row, 'ratingRank'),
    sold: Number(present(Changes, row, 'sold')),
    popularity: present(Changes, row, 'popularity'),
    published: Number(present(Changes, row, 'published')),
  };
  return { seq, productId, product };
};

const Names = narrowed(FacetValues, 'id', 'key', 'name', 'value', 'label', 'parent', 'revision');
const Cards = narrowed(ProductIndex, 'productId', 'seq', 'card', 'language');

/** The branches of the query that PostgreSQL would search by. */
const parseStatement = (typed: TypedText) => {
  const bound = bindings();
  const sql = `WITH ${textQuery(typed, bound, { lenient: true })},
  stems AS (SELECT position, language, json_agg(stem ORDER BY stem) AS stems FROM alternatives GROUP BY position, language),
  complete AS (
    SELECT json_agg(stems ORDER BY position) AS words
    FROM looked_up LEFT JOIN stems USING (position, language)
    WHERE NOT is_silent GROUP BY language HAVING count(stems.stems) = count(*)
  )
  SELECT coalesce(json_agg(words), '[]') AS branches, ${foundWords(typed.version)} AS found FROM (SELECT DISTINCT words::text::jsonb AS words FROM complete) AS different`;
  return { sql, values: bound.values() };
};

type Latest = { readonly version: number | null; readonly seq: bigint };

/** The live version of the index, read by the name of its partition. */
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
  cards: (version, productIds) =>
    db.query<CardRow>(
      `SELECT ${columnsOf(Cards)}, document ->> 'description' AS description
       FROM product_index_v${version.toString()} WHERE product_id = ANY($1) AND document IS NOT NULL`,
      [productIds],
    ),
  parse: async (typed) => {
    const { sql, values } = parseStatement(typed);
    const [row] = await db.query<ParsedText>(sql, values);
    return row ?? { branches: [], found: null };
  },
});
