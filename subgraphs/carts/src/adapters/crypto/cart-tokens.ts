import { createHash, randomBytes } from 'node:crypto';
import type { CartTokens } from '../../application/ports';

/** 256 random bits. At this entropy a fast hash is as safe as a slow one. */
export const cartTokens: CartTokens = {
  make: () => randomBytes(32).toString('base64url'),
  hash: (token) => createHash('sha256').update(token).digest('base64url'),
};
