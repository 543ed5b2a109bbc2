import { exponentOf, fromDecimal, type Currency, type Money } from '@marketplace/kernel';

/** Removes trailing zeros beyond the decimals of the currency, which spreadsheets add. */
const trimExcessZeros = (text: string, currency: Currency): string => {
  const [whole = '', fraction = ''] = text.split('.');
  const digits = exponentOf(currency);
  const needed = fraction.slice(0, digits) + fraction.slice(digits).replace(/0+$/, '');
  return needed === '' ? whole : `${whole}.${needed}`;
};

/** Parses a price such as 12.5 or 12.500; undefined if it is invalid. */
export const readPrice = (text: string, currency: Currency): Money | undefined => {
  if (!/^\d{1,15}(\.\d{1,10})?$/.test(text)) return undefined;
  try {
    return fromDecimal(trimExcessZeros(text, currency), currency);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** Parses an integer, also written as 5.0; undefined if it is invalid. */
export const readInteger = (text: string): number | undefined => {
  const [, digits] = /^(-?\d{1,9})(?:\.0+)?$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
};

/** Parses a weight in grams and rounds it up; undefined if it is invalid. */
export const readGrams = (text: string): number | undefined => (/^\d{1,9}(\.\d{1,10})?$/.test(text) ? Math.ceil(Number(text)) : undefined);

/** Parses TRUE or FALSE, as spreadsheets write them in several languages. */
export const readBoolean = (text: string): boolean | undefined => {
  const word = text.toLowerCase();
  if (['true', 'yes', '1', 'wahr', 'vrai'].includes(word)) return true;
  return ['false', 'no', '0', 'falsch', 'faux'].includes(word) ? false : undefined;
};

const formula = /^'*[=+\-@\t\r]/;

/**
 * Protects against formula injection: a spreadsheet evaluates cells that start with = + - or @. Adds an apostrophe in front
 * of such a cell, and in front of one that already has apostrophes before the character, so that `unescapeFormula` is
 * exact.
 */
export const escapeFormula = (text: string): string => (formula.test(text) ? `'${text}` : text);

export const unescapeFormula = (text: string): string => (text.startsWith("'") && formula.test(text) ? text.slice(1) : text);
