import { z } from 'zod';
import { proposalsOf, wordsIn } from '../../domain/words';
import { countOf } from './answers';
import type { RunQuery } from './query';
import { textClause } from './text-clauses';

/** The most similar words per unknown word. */
const maxSimilarWords = 3;

const suggestShape = z.object({
  suggest: z.record(z.string(), z.array(z.object({ options: z.array(z.object({ text: z.string() })) }))),
});

const nameOf = (position: number): string => `word${position.toString()}`;

/** The first proposal that finds something without any filter. */
export const createCorrections = (runQuery: RunQuery, languages: () => Promise<readonly string[]>) => {
  const similarWords = async (words: readonly string[]): Promise<readonly (readonly string[])[]> => {
    const term = {
      field: 'vocabulary',
      suggest_mode: 'missing',
      size: maxSimilarWords,
      max_edits: 2,
      prefix_length: 0,
      min_word_length: 3,
    };
    const suggest = Object.fromEntries(words.map((text, position) => [nameOf(position), { text, term }]));
    const answer = suggestShape.parse(await runQuery({ size: 0, track_total_hits: false, suggest }));
    return words.map((_, position) => (answer.suggest[nameOf(position)] ?? []).flatMap(({ options }) => options.map(({ text }) => text)));
  };
  return async (text: string): Promise<string | undefined> => {
    const words = wordsIn(text).map((word) => word.folded);
    const analyzers = await languages();
    if (words.length === 0 || analyzers.length === 0) return undefined;
    const proposals = proposalsOf(words, await similarWords(words));
    if (proposals.length === 0) return undefined;
    const aggs = Object.fromEntries(
      proposals.map((proposal, position) => [nameOf(position), { filter: textClause(proposal, analyzers, 'strict') }]),
    );
    const { aggregations } = (await runQuery({ size: 0, track_total_hits: false, aggs })) as {
      readonly aggregations: Readonly<Record<string, unknown>>;
    };
    return proposals.find((_, position) => countOf(aggregations[nameOf(position)]) > 0);
  };
};
