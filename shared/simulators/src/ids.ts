import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A prefix and 24 random letters, such as `pi_3f…`. */
export const randomId = (prefix: string, length = 24): string =>
  `${prefix}${Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('')}`;

/** Decimal digits, for numbers that people read aloud. */
export const randomDigits = (length: number): string => Array.from(randomBytes(length), (byte) => String(byte % 10)).join('');
