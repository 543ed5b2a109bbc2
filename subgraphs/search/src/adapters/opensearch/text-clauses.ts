import type { Clause } from './ask';

/** Whether words that are nearly like those in a product find it too. */
export type Manner = 'lenient' | 'strict';

/** The first letter is right more often than not, and comparing without it costs many times as much. */
const lenience = { fuzziness: 'AUTO:4,8', prefix_length: 1, max_expansions: 10 };

// What the letters A to D of a weighted text count for PostgreSQL. A word in the title is found in the whole as well.
const weights = { a: 0.9, b: 0.3, c: 0.1 };
const anywhere = 0.1;

/** Words in a field: as they are, or numbers as they are and the others nearly so. */
const matches = (field: string, text: string, options: Clause & { readonly manner: Manner }): readonly Clause[] => {
  const { manner, ...rest } = options;
  if (manner === 'strict') return [{ match: { [field]: { query: text, ...rest } } }];
  const words = text.split(' ');
  const [numbers, others] = [words.filter((word) => /\d/.test(word)), words.filter((word) => !/\d/.test(word))];
  // Where words of one kind say nothing in a language, those of the other decide.
  const empty = numbers.length > 0 && others.length > 0 ? { zero_terms_query: 'all' } : {};
  const part = (own: readonly string[], more: Clause): readonly Clause[] =>
    own.length === 0 ? [] : [{ match: { [field]: { query: own.join(' '), ...rest, ...more, ...empty } } }];
  return [...part(numbers, {}), ...part(others, lenience)];
};

/** All words in one language, each the more worth the more it says where it stands. */
const inLanguage = (text: string, analyzer: string, manner: Manner): Clause => ({
  bool: {
    must: matches(`text.${analyzer}`, text, { operator: 'and', boost: anywhere, manner }),
    should: Object.entries(weights).flatMap(([field, boost]) => matches(`${field}.${analyzer}`, text, { boost, manner })),
  },
});

/** All words, in any of the languages that products are in; a product is in one. */
export const textClause = (text: string, analyzers: readonly string[], manner: Manner): Clause => ({
  bool: { should: analyzers.map((analyzer) => inLanguage(text, analyzer, manner)), minimum_should_match: 1 },
});

/** RELEVANCE: the fit of the text times what speaks for the product otherwise. */
export const relevanceClause = (query: Clause): Clause => ({
  function_score: { query, field_value_factor: { field: 'boost', missing: 1 }, boost_mode: 'multiply' },
});

// No text that anybody types has them.
const [opening, closing] = ['\u0002', '\u0003'];

/** Title and description with the words that were found between two marks. */
export const highlightClause = (text: string, analyzers: readonly string[], manner: Manner): Clause => {
  const fields = analyzers.flatMap((analyzer) => [`a.${analyzer}`, `d.${analyzer}`]);
  return {
    pre_tags: [opening],
    post_tags: [closing],
    highlight_query: { bool: { should: fields.flatMap((field) => matches(field, text, { manner })) } },
    fields: {
      'a.*': { number_of_fragments: 0 },
      'd.*': { number_of_fragments: 5, fragment_size: 100 },
    },
  };
};

const marked = new RegExp(`${opening}([^${closing}]*)${closing}`, 'g');

/** The words that a highlighter has marked. */
export const markedWords = (highlight: Readonly<Record<string, readonly string[]>>): ReadonlySet<string> =>
  new Set(
    Object.values(highlight)
      .flat()
      .flatMap((fragment) => [...fragment.matchAll(marked)].map(([, word = '']) => word)),
  );
