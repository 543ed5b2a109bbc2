import { createHmac, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { idOf, type Actor } from '@marketplace/kernel';

const claims = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('guest'), cartToken: z.string().max(200).optional() }),
  z.object({
    kind: z.literal('user'),
    userId: z.uuid(),
    roles: z.array(z.enum(['buyer', 'seller', 'operator'])),
    sellerIds: z.array(z.uuid()),
  }),
]);

const signed = z.object({ actor: claims, expiresAt: z.int() });

const signature = (payload: string, key: string): string => createHmac('sha256', key).update(payload).digest('base64url');

/**
 * Signs the identity of a caller for subgraphs to verify: base64url(JSON) "." HMAC-SHA256. Symmetric, because every fetch of a query plan
 * verifies it and it never leaves the platform. `expiresAt` is in epoch milliseconds.
 */
export const signIdentity = (actor: Exclude<Actor, { kind: 'system' }>, expiresAt: number, key: string): string => {
  const payload = Buffer.from(JSON.stringify({ actor, expiresAt })).toString('base64url');
  return `${payload}.${signature(payload, key)}`;
};

const toActor = (parsed: z.output<typeof claims>): Actor =>
  parsed.kind === 'guest'
    ? parsed.cartToken === undefined
      ? { kind: 'guest' }
      : { kind: 'guest', cartToken: parsed.cartToken }
    : { kind: 'user', userId: idOf(parsed.userId), roles: parsed.roles, sellerIds: parsed.sellerIds.map((sellerId) => idOf(sellerId)) };

const parse = (token: string, key: string): { actor: Actor; expiresAt: number } | undefined => {
  const [payload, mac, ...rest] = token.split('.');
  if (payload === undefined || mac === undefined || rest.length > 0) return undefined;
  const expected = Buffer.from(signature(payload, key));
  const given = Buffer.from(mac);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
  const result = signed.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  return result.success ? { actor: toActor(result.data.actor), expiresAt: result.data.expiresAt } : undefined;
};

/**
 * Creates the verifier of signed identities. It returns undefined for an unsigned, modified or expired identity, and caches verified ones.
 */
export const identityVerifier = (key: string): ((token: string, now: number) => Actor | undefined) => {
  const known = new LRUCache<string, { actor: Actor; expiresAt: number }>({ max: 10_000 });
  return (token, now) => {
    const found = known.get(token);
    const identity = found ?? parse(token, key);
    if (identity === undefined || identity.expiresAt <= now) return undefined;
    if (found === undefined) known.set(token, identity);
    return identity.actor;
  };
};
