import { textOf } from './reading';
import { illegal } from './refusal';

/** A word as it is found by, and where it stood. */
export type Token = { readonly term: string; readonly position: number; readonly start: number; readonly end: number };

const words = (text: string): readonly string[] => text.split(' ');

const stopWords: Readonly<Record<string, readonly string[]>> = {
  english: words(
    'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with',
  ),
  german: words(
    'aber als am an auch auf aus bei das dem den der des die durch ein eine einem einen einer es für im in ist mit nicht oder und von zu zum zur',
  ),
  french: words('au aux avec ce ces dans de des du elle en et il je la le les leur mais ou par pas pour que qui sur un une'),
};

const isVowel = (word: string, at: number): boolean => {
  const letter = word[at] ?? '';
  return 'aeiou'.includes(letter) || (letter === 'y' && at > 0 && !isVowel(word, at - 1));
};

const hasVowel = (stem: string): boolean => Array.from(stem).some((_, at) => isVowel(stem, at));

/** The number of vowel-consonant sequences. */
const measure = (stem: string): number => Array.from(stem).filter((_, at) => at > 0 && !isVowel(stem, at) && isVowel(stem, at - 1)).length;

const afterPast = (stem: string): string => {
  if (/(at|bl|iz)$/.test(stem)) return `${stem}e`;
  const doubled = stem.length > 1 && stem.at(-1) === stem.at(-2) && !isVowel(stem, stem.length - 1);
  if (doubled && !/[lsz]$/.test(stem)) return stem.slice(0, -1);
  const short = measure(stem) === 1 && /[^aeiou][aeiouy][^aeiouwxy]$/.test(stem);
  return short ? `${stem}e` : stem;
};

/** Steps 1 and 5 of Porter's algorithm: plurals, -ed, -ing, -y and a last e. The derivational steps between are left out. */
const porterLight = (word: string): string => {
  if (word.length < 3) return word;
  const singular = word
    .replace(/sses$/, 'ss')
    .replace(/ies$/, 'i')
    .replace(/(?<!s)s$/, '');
  const past = /^(.*?)(ed|ing)$/.exec(singular);
  const present = past?.[1] !== undefined && hasVowel(past[1]) ? afterPast(past[1]) : singular.replace(/eed$/, 'ee');
  const soft = present.endsWith('y') && hasVowel(present.slice(0, -1)) ? `${present.slice(0, -1)}i` : present;
  return soft.endsWith('e') && measure(soft.slice(0, -1)) > 1 ? soft.slice(0, -1) : soft;
};

/** Without the first of these endings that the word has and is longer than the number for. */
const shortened = (word: string, endings: readonly (readonly [longerThan: number, ending: RegExp])[]): string => {
  const found = endings.find(([longerThan, ending]) => word.length > longerThan && ending.test(word));
  return found === undefined ? word : word.replace(found[1], '');
};

/** As Lucene's GermanLightStemmer does it. */
const germanLight = (word: string): string => {
  const plain = word.replace(/ß/g, 'ss').replace(/[äáà]/g, 'a').replace(/[öóò]/g, 'o').replace(/[üúù]/g, 'u');
  const first = shortened(plain, [
    [5, /ern$/],
    [4, /e[mnrs]$/],
    [3, /e$/],
    [3, /(?<=[bdfghklmnt])s$/],
  ]);
  return shortened(first, [
    [5, /est$/],
    [4, /e[rn]$/],
    [4, /(?<=[bdfghklmnt])st$/],
  ]);
};

const frenchLight = (word: string): string => {
  const plain = word.replace(/^(l|d|j|qu|n|s|c)['’]/, '');
  return plain.length > 4 ? plain.replace(/(es|s|e|x)$/, '') : plain;
};

const stemmers: Readonly<Record<string, (word: string) => string>> = {
  english: (word) => porterLight(word.replace(/['’]s$/, '')),
  german: germanLight,
  french: frenchLight,
};

/** Their analyzers exist in OpenSearch; here, but for the three above, they only make letters small. */
const languages = words(
  'arabic armenian basque bulgarian catalan cjk czech danish dutch english finnish french german greek hindi hungarian indonesian irish italian latvian lithuanian norwegian persian portuguese romanian russian spanish swedish thai turkish',
);

/** The built-in analyzers that a mapping may name. */
export const isAnalyzer = (name: string): boolean => name === 'standard' || languages.includes(name);

const word = /[\p{L}\p{N}_]+(?:[.'’][\p{L}\p{N}_]+)*/gu;

/** Cuts a text into words, and the words to their stems. Words too common to search by leave a gap in the positions. */
export const analyze = (analyzer: string, text: string): readonly Token[] => {
  if (!isAnalyzer(analyzer)) throw illegal(`failed to find analyzer [${analyzer}]`);
  const stem = stemmers[analyzer] ?? ((term: string) => term);
  const ignored = stopWords[analyzer] ?? [];
  return [...text.matchAll(word)].flatMap((match, position) => {
    const plain = match[0].toLowerCase();
    if (ignored.includes(plain)) return [];
    return [{ term: stem(plain), position, start: match.index, end: match.index + match[0].length }];
  });
};

/** The edit distance with transpositions; undefined if it exceeds `most`. */
export const editDistance = (a: string, b: string, most: number): number | undefined => {
  const [from, to] = [Array.from(a), Array.from(b)];
  if (Math.abs(from.length - to.length) > most) return undefined;
  let before: number[] = [];
  let row = to.map((_, at) => at);
  row.push(to.length);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const change = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      next.push(swapped ? Math.min(change, (before[j - 2] ?? 0) + 1) : change);
    }
    [before, row] = [row, next];
  }
  const distance = row[to.length] ?? 0;
  return distance <= most ? distance : undefined;
};

/** The edits that `AUTO`, `AUTO:3,6` or a number allow for a term of this length. */
export const editsAllowed = (fuzziness: unknown, length: number): number => {
  if (fuzziness === undefined) return 0;
  const text = textOf(fuzziness).toUpperCase();
  const [, low = '3', high = '6'] = /^AUTO(?::(\d+),(\d+))?$/.exec(text) ?? [];
  if (text.startsWith('AUTO') && /^AUTO(:\d+,\d+)?$/.test(text)) return length < Number(low) ? 0 : length < Number(high) ? 1 : 2;
  if (/^[012]$/.test(text)) return Number(text);
  throw illegal(`Invalid fuzziness value: ${text}`);
};
