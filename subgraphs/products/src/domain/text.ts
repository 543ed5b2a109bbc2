/** Characters that no keyboard makes and no database keeps: half surrogates, and controls other than line ends and tabs. */
const unwanted = /[\p{Cs}]|[^\P{Cc}\n\r\t]/u;

/** A text of any number of lines, perhaps empty, of at most so many characters. */
export const isText = (text: string, most: number): boolean =>
  text.length <= most * 2 && Array.from(text).length <= most && !unwanted.test(text);

/** One line of 1 to so many characters. */
export const isLine = (text: string, most: number): boolean => text !== '' && isText(text, most) && !/[\n\r\t]/.test(text);

const longestSlug = 80;

/** A title as an address: "Émile's Jacket, 2nd ed." becomes "emile-s-jacket-2nd-ed". A title without Latin letters or digits has none of its own. */
export const slugOf = (title: string): string => {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, longestSlug)
    .replace(/-$/, '');
  return slug === '' ? 'product' : slug;
};

/** The address of the second product of that title: the end of its id, which nobody can count through. */
export const withSuffix = (slug: string, id: string): string => `${slug}-${id.slice(-6)}`;

/** Whether a text can be an address at all. */
export const isSlug = (text: string): boolean => text.length <= 100 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
