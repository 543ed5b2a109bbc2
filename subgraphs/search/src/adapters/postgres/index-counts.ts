import type { EntityManager } from 'typeorm';
import { rowSource, type RowSource } from '@marketplace/platform';
import { wordsOfText, type SearchableText } from '../../domain/searchable-text';
import { FacetCounts, Languages, Words } from './tables';

type Counted<Thing> = Thing & { readonly documents: number };

/** Sums up changes of counts. */
const tally = <Thing extends object>(nameOf: (thing: Thing) => string) => {
  const counts = new Map<string, Counted<Thing>>();
  return {
    add: (things: readonly Thing[], by: 1 | -1): void => {
      for (const thing of things) {
        const name = nameOf(thing);
        counts.set(name, { ...thing, documents: (counts.get(name)?.documents ?? 0) + by });
      }
    },
    /** The changed counts, in a fixed order to prevent deadlocks. */
    changes: (): readonly Counted<Thing>[] =>
      [...counts]
        .filter(([, { documents }]) => documents !== 0)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, counted]) => counted),
  };
};

/** The stored counts of an index: documents per word, per facet value and per language. */
export type Counts = {
  /** Adds or removes the words of a document. */
  readonly text: (language: string, text: SearchableText, by: 1 | -1) => void;
  readonly facets: (numbers: readonly number[], by: 1 | -1) => void;
  readonly save: (manager: EntityManager, version: number) => Promise<void>;
};

const options = { alias: 'change', first: 2 };
const words = rowSource(Words, ['language', 'word', 'documents'], options);
const fewerWords = rowSource(Words, ['language', 'word'], options);
const facets = rowSource(FacetCounts, ['facetId', 'documents'], options);
const languages = rowSource(Languages, ['language', 'documents'], options);

/** Stems only new words; most words are known. */
const countWords = `
  WITH change AS MATERIALIZED (SELECT * FROM ${words.sql}),
  counted AS (
    UPDATE index_words AS known SET documents = known.documents + change.documents FROM change
    WHERE known.index_version = $1 AND known.language = change.language AND known.word = change.word
    RETURNING known.language, known.word
  )
  INSERT INTO index_words (index_version, language, word, stem, documents)
  SELECT $1, language, word, search_stem(language, word), documents
  FROM change LEFT JOIN counted USING (language, word) WHERE counted.word IS NULL`;

const forgetWords = `
  DELETE FROM index_words AS known USING ${fewerWords.sql}
  WHERE known.index_version = $1 AND known.language = change.language AND known.word = change.word AND known.documents <= 0`;

const countFacets = `
  INSERT INTO index_facets AS known (index_version, facet_id, documents) SELECT $1, * FROM ${facets.sql}
  ON CONFLICT (index_version, facet_id) DO UPDATE SET documents = known.documents + excluded.documents`;

const countLanguages = `
  INSERT INTO index_languages AS known (index_version, language, documents) SELECT $1, * FROM ${languages.sql}
  ON CONFLICT (index_version, language) DO UPDATE SET documents = known.documents + excluded.documents`;

export const indexCounts = (): Counts => {
  const ofWords = tally(({ language, word }: { language: string; word: string }) => `${language}\n${word}`);
  const ofFacets = tally(({ facetId }: { facetId: number }) => facetId.toString());
  const ofLanguages = tally(({ language }: { language: string }) => language);
  return {
    text: (language, text, by) => {
      ofWords.add(
        wordsOfText(text).map((word) => ({ language, word })),
        by,
      );
      ofLanguages.add([{ language }], by);
    },
    facets: (numbers, by) => {
      ofFacets.add(
        numbers.map((facetId) => ({ facetId })),
        by,
      );
    },
    save: async (manager, version) => {
      const save = async <T>(sql: string, source: RowSource<T>, rows: readonly T[]): Promise<void> => {
        if (rows.length > 0) await manager.query(sql, [version, ...source.params(rows)]);
      };
      const changed = ofWords.changes();
      await save(countWords, words, changed);
      await save(
        forgetWords,
        fewerWords,
        changed.filter(({ documents }) => documents < 0),
      );
      await save(countFacets, facets, ofFacets.changes());
      await save(countLanguages, languages, ofLanguages.changes());
    },
  };
};
