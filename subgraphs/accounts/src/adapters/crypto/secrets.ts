import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Secrets } from '../../application/ports';

const tokenBytes = 32;

/** A pad of the length of a token, derived from `under`. */
const padOf = (under: string): Buffer => createHmac('sha256', under).update('successor').digest();

const xor = (bytes: Buffer, pad: Buffer): Buffer => Buffer.from(bytes.map((byte, position) => byte ^ (pad[position] ?? 0)));

/**
 * Tokens are random, so a plain hash cannot be reversed. A token is encrypted with a pad derived from its predecessor,
 * which is not stored: a copy of the database contains no usable token.
 */
export const secrets: Secrets = {
  newToken: () => randomBytes(tokenBytes).toString('base64url'),
  hash: (token) => createHash('sha256').update(token).digest('base64url'),
  wrap: (token, under) => xor(Buffer.from(token, 'base64url'), padOf(under)).toString('base64url'),
  unwrap: (wrapped, under) => xor(Buffer.from(wrapped, 'base64url'), padOf(under)).toString('base64url'),
};
