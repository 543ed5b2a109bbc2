import type { Clause } from './query';

/** The match mode of a text: `lenient` also matches similar words. */
export type MatchMode = 'lenient' | 'strict';

/** Requires the first letter to match: it is usually right, and fuzzy matching without it is many times slower. */
const fuzzyOptions = { fuzziness: 'AUTO:4,8', prefix_length: 1, max_expansions: 10 };

// The weights A to D of PostgreSQL, minus the weight of the combined field, which contains every word as well.
const weights = { a: 0.9, b: 0.3, c: 0.1 };
const combinedWeight = 0.1;

/** Matches words in a field: all exactly, or in lenient mode numbers exactly and other words fuzzily. */
const matches = (field: string, text: string, options: Clause & { readonly mode: MatchMode }): readonly Clause[] => {
  const { mode, ...rest } = options;
  if (mode === 'strict') return [{ match: { [field]: { query: text, ...rest } } }];
  const words = text.split(' ');
  const [numbers, others] = [words.filter((word) => /\d/.test(word)), words.filter((word) => !/\d/.test(word))];
  // If all words of one kind are stop words of a language, those of the other kind decide.
  const empty = numbers.length > 0 && others.length > 0 ? { zero_terms_query: 'all' } : {};
  const match = (own: readonly string[], more: Clause): readonly Clause[] =>
    own.length === 0 ? [] : [{ match: { [field]: { query: own.join(' '), ...rest, ...more, ...empty } } }];
  return [...match(numbers, {}), ...match(others, fuzzyOptions)];
};

/** Matches all words in one language, weighted by the field that they are in. */
const inLanguage = (text: string, analyzer: string, mode: MatchMode): Clause => ({
  bool: {
    must: matches(`text.${analyzer}`, text, { operator: 'and', boost: combinedWeight, mode }),
    should: Object.entries(weights).flatMap(([field, boost]) => matches(`${field}.${analyzer}`, text, { boost, mode })),
  },
});

/** Matches all words in any language of the index. A product has one language. */
export const textClause = (text: string, analyzers: readonly string[], mode: MatchMode): Clause => ({
  bool: { should: analyzers.map((analyzer) => inLanguage(text, analyzer, mode)), minimum_should_match: 1 },
});

/** RELEVANCE: the text score times the boost of the product. */
export const relevanceClause = (query: Clause): Clause => ({
  function_score: { query, field_value_factor: { field: 'boost', missing: 1 }, boost_mode: 'multiply' },
});

// Control characters, which do not occur in texts.
const [opening, closing] = ['\u0002', '\u0003'];

/** Requests title and description with marks around matched words. */
export const highlightClause = (text: string, analyzers: readonly string[], mode: MatchMode): Clause => {
  const fields = analyzers.flatMap((analyzer) => [`a.${analyzer}`, `d.${analyzer}`]);
  return {
    pre_tags: [opening],
    post_tags: [closing],
    highlight_query: { bool: { should: fields.flatMap((field) => matches(field, text, { mode })) } },
    fields: {
      'a.*': { number_of_fragments: 0 },
      'd.*': { number_of_fragments: 5, fragment_size: 100 },
    },
  };
};

const marked = new RegExp(`${opening}([^${closing}]*)${closing}`, 'g');

/** The words that the highlighter has marked. */
export const markedWords = (highlight: Readonly<Record<string, readonly string[]>>): ReadonlySet<string> =>
  new Set(
    Object.values(highlight)
      .flat()
      .flatMap((fragment) => [...fragment.matchAll(marked)].map(([, word = '']) => word)),
  );
