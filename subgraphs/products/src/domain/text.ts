/** Lone surrogates and control characters other than line breaks and tabs. */
const disallowedCharacters = /[\p{Cs}]|[^\P{Cc}\n\r\t]/u;

/** True for a text of up to `maxLength` characters, with any number of lines; may be empty. */
export const isText = (text: string, maxLength: number): boolean =>
  text.length <= maxLength * 2 && Array.from(text).length <= maxLength && !disallowedCharacters.test(text);

/** True for one line of 1 to `maxLength` characters. */
export const isLine = (text: string, maxLength: number): boolean => text !== '' && isText(text, maxLength) && !/[\n\r\t]/.test(text);

const maxSlugLength = 80;

/**
 * Derives a slug from a title: "Émile's Jacket, 2nd ed." becomes "emile-s-jacket-2nd-ed". A title without Latin letters or
 * digits becomes "product".
 */
export const slugOf = (title: string): string => {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, maxSlugLength)
    .replace(/-$/, '');
  return slug === '' ? 'product' : slug;
};

/** Makes a slug unique with the end of the ID, which reveals no sequence. */
export const withSuffix = (slug: string, id: string): string => `${slug}-${id.slice(-6)}`;

/** True for a valid slug. */
export const isSlug = (text: string): boolean => text.length <= 100 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
