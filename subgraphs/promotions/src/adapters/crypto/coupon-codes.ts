import { randomBytes } from 'node:crypto';
import type { CodeSuffixes } from '../../application/ports';
import { suffixAlphabet, suffixLength } from '../../domain/coupon';

/** The alphabet has 32 characters, so the last five bits of a random byte select one without bias. */
export const randomSuffixes: CodeSuffixes = (count) =>
  Array.from({ length: count }, () => [...randomBytes(suffixLength)].map((byte) => suffixAlphabet.charAt(byte & 31)).join(''));
