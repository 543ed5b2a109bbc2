import { exponentOf, fromDecimal, type Currency, type Money } from '@marketplace/kernel';

/** Spreadsheets write more digits than a currency has; zeros at the end say nothing. */
const withoutIdleZeros = (text: string, currency: Currency): string => {
  const [whole = '', fraction = ''] = text.split('.');
  const digits = exponentOf(currency);
  const needed = fraction.slice(0, digits) + fraction.slice(digits).replace(/0+$/, '');
  return needed === '' ? whole : `${whole}.${needed}`;
};

/** A price such as 12.5 or 12.500; undefined when it is none. */
export const readPrice = (text: string, currency: Currency): Money | undefined => {
  if (!/^\d{1,15}(\.\d{1,10})?$/.test(text)) return undefined;
  try {
    return fromDecimal(withoutIdleZeros(text, currency), currency);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** A number of whole things, perhaps written as 5.0; undefined when it is none. */
export const readWhole = (text: string): number | undefined => {
  const [, digits] = /^(-?\d{1,9})(?:\.0+)?$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
};

/** A weight in grams, rounded up: what is lighter than a gram still weighs something. */
export const readGrams = (text: string): number | undefined => (/^\d{1,9}(\.\d{1,10})?$/.test(text) ? Math.ceil(Number(text)) : undefined);

/** As spreadsheets write yes and no. */
export const readFlag = (text: string): boolean | undefined => {
  const word = text.toLowerCase();
  if (['true', 'yes', '1', 'wahr', 'vrai'].includes(word)) return true;
  return ['false', 'no', '0', 'falsch', 'faux'].includes(word) ? false : undefined;
};

const formula = /^'*[=+\-@\t\r]/;

/**
 * A spreadsheet runs what begins with = + - or @. An apostrophe in front makes it a text; what has apostrophes and then such
 * a character gets one more, so that taking one away always gives back what was there.
 */
export const guarded = (text: string): string => (formula.test(text) ? `'${text}` : text);

export const unguarded = (text: string): string => (text.startsWith("'") && formula.test(text) ? text.slice(1) : text);
