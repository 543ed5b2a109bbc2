/** Characters that no keyboard makes and no database keeps: half surrogates, and controls other than line ends and tabs. */
const unwanted = /[\p{Cs}]|[^\P{Cc}\n\t]/u;

/** A text of 1 to so many characters, on any number of lines. */
export const isText = (text: string, most: number): boolean =>
  text !== '' && text.length <= most * 2 && Array.from(text).length <= most && !unwanted.test(text);

/** One line of 1 to so many characters. */
export const isLine = (text: string, most: number): boolean => isText(text, most) && !/[\n\t\u2028\u2029]/.test(text);

/** Spaces around a text are nobody's intention, and a line ends in one way. */
export const tidy = (text: string): string => text.replaceAll(/\r\n?/g, '\n').trim();
