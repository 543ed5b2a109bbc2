/** The text in lower case and Unicode compatibility form, without invisible characters. */
const normalized = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .toLowerCase();

const topLevelDomains = new Set(
  `app biz ca cc ch club cn co com de dev eu fr icu info io jp kr live ltd ly mobi net nl online org pl pro pt ru shop site store
   tech top tv tw ua uk vip website win xyz`.split(/\s+/),
);

// Top-level domains that are also words: "It broke.So I sent it back" only lacks a space, "shop.it/deal" is a link.
const topLevelDomainsLikeWords = new Set('am as at be do es he in is it la me my no or se so to us'.split(' '));

const addresses = /:\/\/|\b(?:https?|ftps?|hxxps?):|\bwww\s?\.\s?[\p{L}\p{N}]/u;
const domains = /(?<![\p{L}\p{N}-])[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+[/:]?/gu;
const spelledDots = /[\p{L}\p{N}] ?[([{] ?(?:dot|\.|punkt|punto|point) ?[)\]}] ?\p{L}{2}|(?: (?:dot|punkt|punto) | \. ?)(?:com|net|org)\b/u;

const isDomain = (text: string): boolean => {
  const labels = text.replace(/[/:]$/, '').split('.');
  const ending = labels.at(-1) ?? '';
  return topLevelDomains.has(ending) || (topLevelDomainsLikeWords.has(ending) && (labels.length > 2 || text.endsWith('/')));
};

const emailAddresses = /\S@[^\s@]+\.[^\s@]{2}|\S ?[([{] ?(?:at|@) ?[)\]}] ?\S/u;
const spelledMailboxes =
  /\b(?:gmail|gmx|hotmail|icloud|outlook|proton|protonmail|yahoo) ?(?:\.|dot|punkt|punto|point) ?(?:ch|com|de|es|fr|me|net|uk)\b/u;

const dates = /(?<![\d./-])(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d\d){1,2})(?![./-]?\d)/g;
const numbers = /\+?\(?\d(?:[\d ().\u2010-\u2015/-]{5,40})\d/g;

/** True for the digit count and grouping of telephone numbers: "10 20 30 40 50" are sizes, "06 12 34 56 78" is a number. */
const isTelephone = (text: string): boolean => {
  const digits = text.replaceAll(/\D/g, '');
  const isInternational = text.startsWith('+') || digits.startsWith('00');
  if (isInternational) return digits.length >= 8 && digits.length <= 17;
  return digits.length >= 9 && digits.length <= 15 && (digits.startsWith('0') || /\d{3}/.test(text));
};

const hasLink = (text: string): boolean => addresses.test(text) || (text.match(domains) ?? []).some(isDomain) || spelledDots.test(text);
const hasEmail = (text: string): boolean => emailAddresses.test(text) || spelledMailboxes.test(text);
const hasTelephone = (text: string): boolean => (text.replaceAll(dates, ';').match(numbers) ?? []).some(isTelephone);

export type Contact = 'LINK' | 'EMAIL' | 'PHONE';

/** The kinds of contact details in a text that lead off the marketplace. */
export const contactsIn = (text: string): readonly Contact[] => {
  const read = normalized(text);
  return [
    ...(hasLink(read) ? (['LINK'] as const) : []),
    ...(hasEmail(read) ? (['EMAIL'] as const) : []),
    ...(hasTelephone(read) ? (['PHONE'] as const) : []),
  ];
};
