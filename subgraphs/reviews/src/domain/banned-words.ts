/** A word is found as a whole; with a star at its end, whatever begins with it. Small on purpose: a person decides in the end. */
export const bannedWords: Readonly<Record<string, readonly string[]>> = {
  en: ['asshole*', 'bastard*', 'bitch*', 'bullshit', 'cunt*', 'dickhead*', 'fuck*', 'motherfuck*', 'shit', 'shitty', 'wanker*'],
  de: ['arschloch*', 'drecksau', 'fotze*', 'hurensohn*', 'scheiß*', 'wichser*'],
  fr: ['connard*', 'connasse*', 'enculé*', 'merde', 'merdique*', 'putain', 'salope*'],
  es: ['cabrón*', 'gilipollas', 'hijodeputa', 'mierda*', 'pendejo*', 'puta'],
};

// Letters of other alphabets that look like ours, once accents are gone.
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

/** As it is read, not as it is written: without case, accents, invisible characters and letters borrowed from elsewhere. */
const plain = (text: string): string =>
  Array.from(text.normalize('NFKD').replaceAll(invisible, '').toLowerCase(), (letter) => lookalikes.get(letter) ?? letter).join('');

const signs: ReadonlyMap<string, string> = new Map(
  Object.entries({ '0': 'o', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '@': 'a', $: 's', '!': 'i', '|': 'l' }),
);

/** Signs and digits that stand for letters; a one stands for two of them. */
const unmasked = (token: string, one: string): string =>
  Array.from(token, (sign) => (sign === '1' ? one : (signs.get(sign) ?? sign))).join('');

/** "fuuuck" is one word however long it gets. */
const shortened = (token: string, length: number): string => token.replaceAll(/(.)\1{2,}/gu, (_, letter: string) => letter.repeat(length));

/** The words that a token may stand for. A number is a number: "455" is no word. */
const readings = (token: string): readonly string[] => {
  const word = token.replace(/[!|]+$/u, '');
  const spelled = /\p{L}/u.test(word) ? [word, unmasked(word, 'i'), unmasked(word, 'l')] : [word];
  return spelled.flatMap((each) => [each, shortened(each, 1), shortened(each, 2)]);
};

const tokens = /[\p{L}\p{N}@$!|]+/gu;
/** Single letters with something between each: "s h i t", "s.h.i.t". */
const spacedOut = /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}@$!][\s._*-]{1,2}){2,}[\p{L}\p{N}@$!](?![\p{L}\p{N}])/gu;

/** What is longer is no word; reading on would only cost time. */
const longestWord = 100;

const tokensOf = (text: string): readonly string[] =>
  [...(text.match(tokens) ?? []), ...(text.match(spacedOut) ?? []).map((letters) => letters.replaceAll(/[\s._*-]/g, ''))].map((token) =>
    token.slice(0, longestWord),
  );

/** Whether a text can be a banned word: letters and digits, perhaps with a star behind them. */
export const isBannable = (word: string): boolean => /^[\p{L}\p{N}]{2,40}\*?$/u.test(plain(word));

/** Finds out whether a text has one of the words in it. */
export const bannedWordFinder = (words: readonly string[]): ((text: string) => boolean) => {
  const all = words.map(plain);
  const whole = new Set(all.filter((word) => !word.endsWith('*')));
  const beginnings = all.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1));
  const isBanned = (word: string): boolean => whole.has(word) || beginnings.some((beginning) => word.startsWith(beginning));
  return (text) => tokensOf(plain(text)).some((token) => readings(token).some(isBanned));
};
