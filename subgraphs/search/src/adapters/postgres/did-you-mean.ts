import type { Database } from '@marketplace/platform';
import { proposalsOf, wordsIn } from '../../domain/words';
import { bindings } from './filter-sql';
import { textQuery } from './text-sql';
import { liveOf, type Pinned } from './versions';

type TextRequest = { readonly text: string; readonly version: number };

/** For each unknown word, the similar words of the index. */
const candidates = (version: number): string => `
  SELECT ${liveOf('product_index')} AS live,
    (SELECT json_agg(words ORDER BY position) FROM (
      SELECT position, coalesce((
        SELECT json_agg(DISTINCT word) FROM (SELECT word FROM near_words(${version.toString()}, input.word) LIMIT 3) AS near
      ), '[]') AS words
      FROM unnest($1::text[]) WITH ORDINALITY AS input (word, position)
    ) AS near) AS near`;

type Candidates = { readonly live: number; readonly near: readonly (readonly string[])[] | null };

const finds = async (db: Database, version: number, text: string): Promise<boolean> => {
  const bound = bindings();
  const query = textQuery({ text, language: 'en', version }, bound, { lenient: false });
  const rows = await db.query(
    `WITH ${query} SELECT 1 FROM product_index_v${version.toString()} WHERE words @@ (SELECT query FROM typed_query) LIMIT 1`,
    bound.values(),
  );
  return rows.length > 0;
};

/** The first proposal that finds something without any filter. */
export const proposals = async (db: Database, { text, version }: TextRequest): Promise<Pinned<string | undefined>> => {
  const words = wordsIn(text).map(({ folded }) => folded);
  const [row] = await db.query<Candidates>(candidates(version), [words]);
  const live = row?.live ?? version;
  for (const proposal of proposalsOf(words, row?.near ?? [])) {
    if (await finds(db, version, proposal)) return { live, answer: proposal };
  }
  return { live, answer: undefined };
};
