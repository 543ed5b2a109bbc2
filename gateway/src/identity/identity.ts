import type { JSONWebKeySet, JWTPayload } from 'jose' with { 'resolution-mode': 'import' };
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { epochMilliseconds, idOf, minutes, type Actor, type Clock } from '@marketplace/kernel';
import { signIdentity } from '@marketplace/platform';
import { refusal } from '../core/refusals';

type PublicActor = Exclude<Actor, { kind: 'system' }>;

/** The caller of an operation: a user with an access token, or a guest with an optional cart token. */
export type Caller = {
  readonly actor: PublicActor;
  /** A key of the actor that does not depend on the token. */
  readonly key: string;
  /** The expiry of the access token in epoch milliseconds; undefined for a guest. */
  readonly expiresAt: number | undefined;
  /** The signed identity that subgraphs trust. */
  readonly identity: () => string;
};

export type Credentials = { readonly authorization?: string | undefined; readonly cartToken?: string | undefined };

/** Authenticates credentials. Returns the caller, or the error that rejects them. */
export type Identify = (credentials: Credentials) => Promise<Caller | GraphQLError>;

export type IdentityOptions = {
  readonly verificationKeys: { readonly jwks: JSONWebKeySet } | { readonly url: string };
  readonly identityKey: string;
  readonly issuer: string;
  readonly audience: string;
  /** The `typ` of access tokens (RFC 9068), so that no other signed token of the platform is accepted. */
  readonly tokenType?: string | undefined;
  readonly clock: Clock;
};

const claims = z.object({
  sub: z.uuid(),
  roles: z.array(z.enum(['buyer', 'seller', 'operator'])).default([]),
  sellerIds: z.array(z.uuid()).default([]),
  exp: z.int(),
});

const maxTokenLength = 8_192;
const maxCartTokenLength = 200;
const guestIdentityLifetime = minutes(10);
/** The maximum delay of a Node timer in milliseconds. */
const longestTimer = 2_147_483_647;

const invalid = (): GraphQLError => refusal('UNAUTHENTICATED', 'The access token is not valid');
const expired = (): GraphQLError => refusal('UNAUTHENTICATED', 'The access token has expired');

const bearer = (authorization: string): string | undefined => {
  const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization)?.[1];
  return token === undefined || token.length > maxTokenLength ? undefined : token;
};

type Verify = (token: string) => Promise<JWTPayload | GraphQLError>;

const jwtVerifier = async (options: IdentityOptions): Promise<Verify> => {
  const { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify } = await import('jose');
  const source = options.verificationKeys;
  const keys = 'jwks' in source ? createLocalJWKSet(source.jwks) : createRemoteJWKSet(new URL(source.url));
  const rules = { issuer: options.issuer, audience: options.audience, algorithms: ['EdDSA'], typ: options.tokenType ?? 'at+jwt' };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        ...rules,
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(options.clock()),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) return expired();
      // Missing keys do not make a token invalid.
      const keysMissing = !(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout || error.code === 'ERR_JOSE_GENERIC';
      return keysMissing ? refusal('AUTHENTICATION_UNAVAILABLE', 'Access tokens cannot be verified right now. Try again later') : invalid();
    }
  };
};

const userOf = (payload: JWTPayload, identityKey: string): Caller | undefined => {
  const { success, data } = claims.safeParse(payload);
  if (!success) return undefined;
  const actor = {
    kind: 'user' as const,
    userId: idOf<'User'>(data.sub),
    roles: data.roles,
    sellerIds: data.sellerIds.map((sellerId) => idOf<'Seller'>(sellerId)),
  };
  const expiresAt = data.exp * 1_000;
  const identity = signIdentity(actor, expiresAt, identityKey);
  return { actor, key: JSON.stringify(actor), expiresAt, identity: () => identity };
};

const guestOf = (cartToken: string | undefined, { clock, identityKey }: IdentityOptions): Caller => {
  const actor: PublicActor = cartToken === undefined ? { kind: 'guest' } : { kind: 'guest', cartToken };
  let signed = { text: '', renewAt: 0 };
  return {
    actor,
    key: JSON.stringify(actor),
    expiresAt: undefined,
    identity: () => {
      const now = epochMilliseconds(clock());
      if (now >= signed.renewAt) {
        signed = { text: signIdentity(actor, now + guestIdentityLifetime, identityKey), renewAt: now + guestIdentityLifetime / 2 };
      }
      return signed.text;
    },
  };
};

/** Verifies access tokens (EdDSA only) and signs identities. A verified token is cached until it expires. */
export const authenticator = async (options: IdentityOptions): Promise<Identify> => {
  const verify = await jwtVerifier(options);
  const users = new LRUCache<string, Caller>({ max: 10_000 });
  const guests = new LRUCache<string, Caller>({ max: 10_000 });
  const guest = (cartToken: string | undefined): Caller | GraphQLError => {
    if (cartToken !== undefined && (cartToken.length === 0 || cartToken.length > maxCartTokenLength)) {
      return refusal('BAD_REQUEST', `x-cart-token must have 1 to ${maxCartTokenLength} characters`);
    }
    const name = cartToken === undefined ? '' : `t${cartToken}`;
    const caller = guests.get(name) ?? guestOf(cartToken, options);
    guests.set(name, caller);
    return caller;
  };
  return async ({ authorization, cartToken }) => {
    if (authorization === undefined) return guest(cartToken);
    const token = bearer(authorization);
    if (token === undefined) return invalid();
    const known = users.get(token);
    if (known !== undefined) return (known.expiresAt ?? 0) > epochMilliseconds(options.clock()) ? known : expired();
    const payload = await verify(token);
    if (payload instanceof GraphQLError) return payload;
    const caller = userOf(payload, options.identityKey);
    if (caller === undefined) return invalid();
    users.set(token, caller);
    return caller;
  };
};

/** Calls `onEnd` once, when the caller's token expires. Returns a function that cancels the timer. */
export const onTokenExpiry = ({ expiresAt }: Caller, now: number, onEnd: () => void): (() => void) => {
  if (expiresAt === undefined) return () => undefined;
  const timer = setTimeout(onEnd, Math.min(Math.max(0, expiresAt - now), longestTimer));
  timer.unref();
  return () => clearTimeout(timer);
};
