/** A lexeme as PostgreSQL writes it in a tsvector, with its places: 'boot':1A,5 'don''t':7. */
const lexemes = /'((?:[^'\\]|''|\\\\)*)'(?::([0-9A-D,]+))?/g;

const weightOf = (places: string): number => (places.includes('A') ? 3 : places.includes('B') ? 2 : places.includes('C') ? 1 : 0);

/** The stems of a text with the best letter that each has: 3 for A, 0 for D. */
export const wordsOf = (tsvector: string): readonly (readonly [word: string, weight: number])[] =>
  [...tsvector.matchAll(lexemes)].map(([, word = '', places = '']) => [
    word.includes("'") || word.includes('\\') ? word.replaceAll("''", "'").replaceAll('\\\\', '\\') : word,
    weightOf(places),
  ]);
