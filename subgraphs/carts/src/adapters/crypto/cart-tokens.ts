import { createHash, randomBytes } from 'node:crypto';
import type { CartTokens } from '../../application/ports';

/** 256 random bits; with that much chance in it, a plain hash is as good as a slow one. */
export const cartTokens: CartTokens = {
  make: () => randomBytes(32).toString('base64url'),
  hash: (token) => createHash('sha256').update(token).digest('base64url'),
};
