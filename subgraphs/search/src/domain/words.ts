/** A word with its position in a text. `folded` is its form for comparison: lower case, without accents. */
export type Word = { readonly start: number; readonly end: number; readonly raw: string; readonly folded: string };

const ligatures: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
  ё: 'е',
};

/**
 * Removes accents and case: é becomes e. Only Latin letters lose their marks; in other scripts a mark makes another letter (и and
 * й, vowels of Hindi).
 */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/(\p{Script=Latin})[\u0300-\u036f]+/gu, '$1')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[ßæœøđðþłıё]/gu, (letter) => ligatures[letter] ?? letter);

const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;
const nonWordCharacters = /[^\p{L}\p{N}\p{M}]+/gu;

/** Longer words are ignored. */
const maxWordLength = 40;

/** The words of a text in order: runs of letters and digits. Every text to be searched or compared is split by this function. */
export const wordsIn = (text: string): readonly Word[] =>
  [...text.matchAll(wordPattern)]
    .filter(([raw]) => raw.length <= maxWordLength)
    .map((match) => {
      const [raw] = match;
      return { start: match.index, end: match.index + raw.length, raw, folded: fold(raw).replace(nonWordCharacters, '') };
    });

/** The folded words of a text, separated by spaces. */
export const folded = (text: string): string =>
  wordsIn(text)
    .map((word) => word.folded)
    .join(' ');

/** Normalizes facet names and values, so that "Navy  Blue" and "navy blue" are the same value. */
export const foldValue = (text: string): string => text.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();

/** The most alternative queries to try. */
const maxProposals = 12;

/** Alternative queries: words replaced by similar ones, the most similar first; then the query without one of its words. */
export const proposalsOf = (words: readonly string[], similar: readonly (readonly string[])[]): readonly string[] => {
  const best = words.map((word, position) => similar[position]?.find((each) => each !== word) ?? word);
  const replaced = words.flatMap((_, position) =>
    (similar[position] ?? []).map((other) => words.map((word, at) => (at === position ? other : word))),
  );
  const shortened = words.length < 2 ? [] : words.map((_, position) => words.filter((_word, at) => at !== position));
  const all = [best, ...replaced, ...shortened].map((each) => each.join(' '));
  return [...new Set(all)].filter((proposal) => proposal !== words.join(' ')).slice(0, maxProposals);
};
