/** Characters that no keyboard makes and no database keeps: half surrogates, and controls other than line ends and tabs. */
const unwanted = /[\p{Cs}]|[^\P{Cc}\n\r\t]/u;

/** A text of any number of lines, perhaps empty, of at most so many characters. */
export const isText = (text: string, most: number): boolean =>
  text.length <= most * 2 && Array.from(text).length <= most && !unwanted.test(text);

/** One line of 1 to so many characters. */
export const isLine = (text: string, most: number): boolean => text !== '' && isText(text, most) && !/[\n\r\t]/.test(text);
