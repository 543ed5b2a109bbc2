import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Secrets } from '../../application/ports';

const tokenBytes = 32;

/** As many bytes as a token has, which only who knows `under` can make. */
const padOf = (under: string): Buffer => createHmac('sha256', under).update('successor').digest();

const xor = (bytes: Buffer, pad: Buffer): Buffer => Buffer.from(bytes.map((byte, position) => byte ^ (pad[position] ?? 0)));

/**
 * Tokens are random, so a plain hash of one cannot be guessed backwards. A token is wrapped in a pad that comes from
 * the token before it, which is nowhere kept: the database alone gives no usable token away.
 */
export const secrets: Secrets = {
  newToken: () => randomBytes(tokenBytes).toString('base64url'),
  hash: (token) => createHash('sha256').update(token).digest('base64url'),
  wrap: (token, under) => xor(Buffer.from(token, 'base64url'), padOf(under)).toString('base64url'),
  unwrap: (wrapped, under) => xor(Buffer.from(wrapped, 'base64url'), padOf(under)).toString('base64url'),
};
