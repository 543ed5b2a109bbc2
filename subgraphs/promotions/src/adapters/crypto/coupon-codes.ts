import { randomBytes } from 'node:crypto';
import type { CodeSuffixes } from '../../application/ports';
import { suffixAlphabet, suffixLength } from '../../domain/coupon';

/** Each byte is one of 256, and the alphabet has 32: its last five bits choose evenly. */
export const randomSuffixes: CodeSuffixes = (count) =>
  Array.from({ length: count }, () => [...randomBytes(suffixLength)].map((byte) => suffixAlphabet.charAt(byte & 31)).join(''));
