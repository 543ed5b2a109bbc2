/** The banned words by language. A star at the end matches every word with this prefix. The lists are short because operators decide. */
export const bannedWords: Readonly<Record<string, readonly string[]>> = {
  en: ['asshole*', 'bastard*', 'bitch*', 'bullshit', 'cunt*', 'dickhead*', 'fuck*', 'motherfuck*', 'shit', 'shitty', 'wanker*'],
  de: ['arschloch*', 'drecksau', 'fotze*', 'hurensohn*', 'scheiß*', 'wichser*'],
  fr: ['connard*', 'connasse*', 'enculé*', 'merde', 'merdique*', 'putain', 'salope*'],
  es: ['cabrón*', 'gilipollas', 'hijodeputa', 'mierda*', 'pendejo*', 'puta'],
};

// Letters of other alphabets that look like Latin ones, without accents.
const lookalikes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: 'a',
    в: 'b',
    е: 'e',
    і: 'i',
    ј: 'j',
    к: 'k',
    м: 'm',
    н: 'h',
    о: 'o',
    р: 'p',
    с: 'c',
    ѕ: 's',
    т: 't',
    у: 'y',
    х: 'x',
    α: 'a',
    ε: 'e',
    ι: 'i',
    κ: 'k',
    ν: 'v',
    ο: 'o',
    ρ: 'p',
    τ: 't',
    υ: 'u',
    χ: 'x',
    ø: 'o',
    ł: 'l',
    ı: 'i',
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
  }),
);

const invisible = /[\p{M}\p{Cf}]/gu;

/** The text in lower case, without accents and invisible characters, with lookalike letters replaced. */
const normalized = (text: string): string =>
  Array.from(text.normalize('NFKD').replaceAll(invisible, '').toLowerCase(), (letter) => lookalikes.get(letter) ?? letter).join('');

const lookalikeSigns: ReadonlyMap<string, string> = new Map(
  Object.entries({ '0': 'o', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '@': 'a', $: 's', '!': 'i', '|': 'l' }),
);

/** Replaces signs and digits that look like letters. The digit 1 can mean two letters, so it is a parameter. */
const unmasked = (token: string, one: string): string =>
  Array.from(token, (sign) => (sign === '1' ? one : (lookalikeSigns.get(sign) ?? sign))).join('');

/** Shortens repeated letters: "fuuuck" has only one spelling. */
const withoutRepeats = (token: string, length: number): string =>
  token.replaceAll(/(.)\1{2,}/gu, (_, letter: string) => letter.repeat(length));

/** The possible spellings of a token. A number such as "455" is not a word. */
const spellingsOf = (token: string): readonly string[] => {
  const word = token.replace(/[!|]+$/u, '');
  const spelled = /\p{L}/u.test(word) ? [word, unmasked(word, 'i'), unmasked(word, 'l')] : [word];
  return spelled.flatMap((each) => [each, withoutRepeats(each, 1), withoutRepeats(each, 2)]);
};

const tokens = /[\p{L}\p{N}@$!|]+/gu;
/** Single letters with separators: "s h i t", "s.h.i.t". */
const spacedOut = /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}@$!][\s._*-]{1,2}){2,}[\p{L}\p{N}@$!](?![\p{L}\p{N}])/gu;

/** Longer tokens are cut to limit the work. */
const maxWordLength = 100;

const tokensOf = (text: string): readonly string[] =>
  [...(text.match(tokens) ?? []), ...(text.match(spacedOut) ?? []).map((letters) => letters.replaceAll(/[\s._*-]/g, ''))].map((token) =>
    token.slice(0, maxWordLength),
  );

/** True for letters and digits, optionally followed by a star. */
export const isBannable = (word: string): boolean => /^[\p{L}\p{N}]{2,40}\*?$/u.test(normalized(word));

/** Returns a function that finds any of the words in a text. */
export const bannedWordFinder = (words: readonly string[]): ((text: string) => boolean) => {
  const all = words.map(normalized);
  const exactWords = new Set(all.filter((word) => !word.endsWith('*')));
  const prefixes = all.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1));
  const isBanned = (word: string): boolean => exactWords.has(word) || prefixes.some((prefix) => word.startsWith(prefix));
  return (text) => tokensOf(normalized(text)).some((token) => spellingsOf(token).some(isBanned));
};
