import { wordsIn } from '../../domain/words';
import type { Bindings } from './filter-sql';

export type TextSearch = { readonly text: string; readonly language: string; readonly version: number };

type Options = {
  /** True to replace unknown words by similar words of the index. */
  readonly lenient: boolean;
};

/**
 * Replaces unknown words by words that start with them (only the last word, which may be incomplete), or by similar words: one
 * letter differs, or two in longer words or transpositions.
 */
const near = (version: string): string => `
  near AS (
    SELECT unknown.position, found.language, found.stem, found.word
    FROM unknown, LATERAL (
      (SELECT language, stem, word FROM index_words
       WHERE index_version = ${version} AND stem <> '' AND unknown.is_last AND char_length(unknown.folded) >= 3
         AND word ~>=~ unknown.folded AND word ~<~ (unknown.folded || U&'\\+10FFFF')
       ORDER BY documents DESC, word LIMIT 5)
      UNION
      (SELECT language, stem, word FROM near_words(${version}, unknown.folded) LIMIT 5)
    ) AS found
  )`;

const noneNear = `near AS (SELECT 0::bigint AS position, ''::text AS language, ''::text AS stem, ''::text AS word WHERE false)`;

/**
 * Builds the CTEs that parse a search text. Per language of the index, a document must have the stems of all words; any language
 * matches. Stop words of a language are ignored there, and a language in which a word is unknown is skipped. \`query\` is null if
 * nothing can match.
 */
export const textQuery = ({ text, language, version }: TextSearch, { bind }: Bindings, { lenient }: Options): string => {
  const words = wordsIn(text);
  const raw = bind(
    words.map((word) => word.raw.toLowerCase()),
    'text[]',
  );
  const folded = bind(
    words.map((word) => word.folded),
    'text[]',
  );
  const own = bind(language, 'text');
  const index = version.toString();
  return `
  languages AS (SELECT language FROM index_languages WHERE index_version = ${index} AND documents > 0 UNION SELECT ${own}),
  typed AS MATERIALIZED (
    SELECT language, position, folded, position = max(position) OVER () AS is_last, search_stem(language, folded) AS stem,
      search_stem(language, raw) = '' OR search_stem(language, folded) = '' AS is_silent
    FROM languages, unnest(${raw}, ${folded}) WITH ORDINALITY AS word (raw, folded, position)
  ),
  looked_up AS MATERIALIZED (
    SELECT typed.*, NOT is_silent AND EXISTS (
      SELECT FROM index_words AS known WHERE known.index_version = ${index} AND known.language = typed.language AND known.stem = typed.stem
    ) AS is_known
    FROM typed
  ),
  unknown AS (
    SELECT position, folded, is_last FROM looked_up GROUP BY position, folded, is_last HAVING NOT bool_or(is_known OR is_silent)
  ),
  ${lenient ? near(index) : noneNear},
  alternatives AS MATERIALIZED (
    SELECT position, language, stem FROM looked_up WHERE is_known UNION SELECT position, language, stem FROM near
  ),
  choices AS (
    SELECT position, language, '(' || string_agg(quote_literal(stem), '|' ORDER BY stem) || ')' AS choice
    FROM alternatives GROUP BY position, language
  ),
  branches AS (
    SELECT string_agg(choice, '&' ORDER BY position) AS branch
    FROM looked_up LEFT JOIN choices USING (position, language)
    WHERE NOT is_silent GROUP BY language HAVING count(choice) = count(*)
  ),
  typed_query AS MATERIALIZED (SELECT string_agg(DISTINCT branch, '|')::tsquery AS query FROM branches)`;
};

/** The words of documents that match the query, by language. */
export const matchedWords = (version: number): string => `
  (SELECT json_object_agg(language, words) FROM (
    SELECT known.language, json_agg(DISTINCT known.word) AS words
    FROM alternatives JOIN index_words AS known USING (language, stem)
    WHERE known.index_version = ${version.toString()} GROUP BY known.language
  ) AS matched)`;
