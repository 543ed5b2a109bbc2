import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `pi_3f…`: a prefix and 24 letters that nobody can guess. */
export const randomId = (prefix: string, length = 24): string =>
  `${prefix}${Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('')}`;

/** Decimal digits, for numbers that people read aloud. */
export const randomDigits = (length: number): string => Array.from(randomBytes(length), (byte) => String(byte % 10)).join('');
