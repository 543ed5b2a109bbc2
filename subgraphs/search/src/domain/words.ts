/** A word where it stands in a text, and as it is compared: without case and without accents. */
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
 * As people type who leave accents away: é is e. Only Latin letters lose their marks; where a mark makes another letter
 * (и and й, vowels of Hindi) it stays.
 */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/(\p{Script=Latin})[\u0300-\u036f]+/gu, '$1')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[ßæœøđðþłıё]/gu, (letter) => ligatures[letter] ?? letter);

const wordShape = /[\p{L}\p{N}\p{M}]+/gu;
const noWord = /[^\p{L}\p{N}\p{M}]+/gu;

/** What is longer is no word that anybody looks for. */
const longestWord = 40;

/** The words of a text in their order: runs of letters and digits. Everything that is compared with words goes through here. */
export const wordsIn = (text: string): readonly Word[] =>
  [...text.matchAll(wordShape)]
    .filter(([raw]) => raw.length <= longestWord)
    .map((match) => {
      const [raw] = match;
      return { start: match.index, end: match.index + raw.length, raw, folded: fold(raw).replace(noWord, '') };
    });

/** A text as its folded words, one space between two. */
export const folded = (text: string): string =>
  wordsIn(text)
    .map((word) => word.folded)
    .join(' ');

/** Names and values of facets are one whichever way sellers write them: "Navy  Blue" and "navy blue". */
export const foldValue = (text: string): string => text.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();

/** So many other ways to put a query are tried at most. */
const mostProposals = 12;

/** Other words in place of one or several, the nearest first; then the query without one of its words. */
export const proposalsOf = (words: readonly string[], near: readonly (readonly string[])[]): readonly string[] => {
  const best = words.map((word, position) => near[position]?.find((each) => each !== word) ?? word);
  const replaced = words.flatMap((_, position) =>
    (near[position] ?? []).map((other) => words.map((word, at) => (at === position ? other : word))),
  );
  const shortened = words.length < 2 ? [] : words.map((_, position) => words.filter((_word, at) => at !== position));
  const all = [best, ...replaced, ...shortened].map((each) => each.join(' '));
  return [...new Set(all)].filter((proposal) => proposal !== words.join(' ')).slice(0, mostProposals);
};
