import type { EntityManager } from 'typeorm';
import type { ProductDocument } from '../../domain/document';
import { wordsOfText, type SearchableText } from '../../domain/searchable-text';

/** How often each is there more, or less, than before. */
const tally = () => {
  const counts = new Map<string, number>();
  return {
    add: (keys: readonly string[], by: 1 | -1): void => {
      for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + by);
    },
    changes: (): readonly (readonly [string, number])[] =>
      [...counts].filter(([, change]) => change !== 0).sort(([a], [b]) => (a < b ? -1 : 1)),
  };
};

/** What an index keeps count of: its words by language, the values of its facets, its languages. */
export type Counts = {
  /** Adds a document, or takes one away. */
  readonly text: (document: Pick<ProductDocument, 'language'>, text: SearchableText, by: 1 | -1) => void;
  readonly facets: (numbers: readonly number[], by: 1 | -1) => void;
  readonly save: (manager: EntityManager, version: number) => Promise<void>;
};

/** Most words are known: only new ones need to be stemmed. */
const countWords = `
  WITH change AS MATERIALIZED (SELECT * FROM unnest($2::text[], $3::text[], $4::int[]) AS change (language, word, documents)),
  counted AS (
    UPDATE index_words AS known SET documents = known.documents + change.documents FROM change
    WHERE known.index_version = $1 AND known.language = change.language AND known.word = change.word
    RETURNING known.language, known.word
  )
  INSERT INTO index_words (index_version, language, word, stem, documents)
  SELECT $1, language, word, search_stem(language, word), documents
  FROM change LEFT JOIN counted USING (language, word) WHERE counted.word IS NULL`;

const forgetWords = `
  DELETE FROM index_words AS known USING unnest($2::text[], $3::text[]) AS fewer (language, word)
  WHERE known.index_version = $1 AND known.language = fewer.language AND known.word = fewer.word AND known.documents <= 0`;

const countFacets = `
  INSERT INTO index_facets AS known (index_version, facet_id, documents)
  SELECT $1, * FROM unnest($2::int[], $3::int[]) AS change (facet_id, documents)
  ON CONFLICT (index_version, facet_id) DO UPDATE SET documents = known.documents + excluded.documents`;

const countLanguages = `
  INSERT INTO index_languages AS known (index_version, language, documents)
  SELECT $1, * FROM unnest($2::text[], $3::int[]) AS change (language, documents)
  ON CONFLICT (index_version, language) DO UPDATE SET documents = known.documents + excluded.documents`;

export const indexCounts = (): Counts => {
  const [words, facets, languages] = [tally(), tally(), tally()];
  return {
    text: ({ language }, text, by) => {
      words.add(
        wordsOfText(text).map((word) => `${language}\n${word}`),
        by,
      );
      languages.add([language], by);
    },
    facets: (numbers, by) => {
      facets.add(numbers.map(String), by);
    },
    save: async (manager, version) => {
      const changed = words.changes().map(([key, by]) => {
        const [language = '', word = ''] = key.split('\n');
        return [language, word, by] as const;
      });
      const save = async (sql: string, ...columns: readonly (readonly unknown[])[]): Promise<void> => {
        if ((columns[0] ?? []).length > 0) await manager.query(sql, [version, ...columns]);
      };
      await save(
        countWords,
        changed.map(([language]) => language),
        changed.map(([, word]) => word),
        changed.map(([, , by]) => by),
      );
      const fewer = changed.filter(([, , by]) => by < 0);
      await save(
        forgetWords,
        fewer.map(([language]) => language),
        fewer.map(([, word]) => word),
      );
      const [values, tongues] = [facets.changes(), languages.changes()];
      await save(
        countFacets,
        values.map(([number]) => Number(number)),
        values.map(([, by]) => by),
      );
      await save(
        countLanguages,
        tongues.map(([language]) => language),
        tongues.map(([, by]) => by),
      );
    },
  };
};
