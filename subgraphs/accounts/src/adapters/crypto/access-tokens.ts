import type { JWK_OKP_Private, JWK_OKP_Public } from 'jose' with { 'resolution-mode': 'import' };
import { after, epochMilliseconds, minutes, type Instant } from '@marketplace/kernel';
import type { WebhookHandler } from '@marketplace/platform';
import type { AccessTokens } from '../../application/ports';

export type SigningKey = JWK_OKP_Private & { readonly kid: string };
export type VerificationKey = JWK_OKP_Public & { readonly kid: string };

/** The public keys of all valid tokens. */
export type KeySet = { readonly keys: readonly object[] };

const issuer = 'marketplace';
const audience = 'marketplace';
const type = 'at+jwt';
const algorithm = 'EdDSA';
const lifetime = minutes(5);

const epochSeconds = (at: Instant): number => Math.floor(epochMilliseconds(at) / 1_000);

/** Signs access tokens (RFC 9068) with an Ed25519 key. */
export const accessTokens = async (key: SigningKey): Promise<AccessTokens> => {
  const { importJWK, SignJWT } = await import('jose');
  const privateKey = await importJWK(key, algorithm);
  return {
    issue: async ({ userId, roles, sellerIds }, at) => {
      const expiresAt = after(at, lifetime);
      const accessToken = await new SignJWT({ roles: [...roles], sellerIds: [...sellerIds] })
        .setProtectedHeader({ alg: algorithm, kid: key.kid, typ: type })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(userId)
        .setIssuedAt(epochSeconds(at))
        .setExpirationTime(epochSeconds(expiresAt))
        .sign(privateKey);
      return { accessToken, expiresAt };
    },
  };
};

const publicJwkOf = ({ crv, kid, x }: VerificationKey | SigningKey): object => ({ kty: 'OKP', crv, x, kid, alg: algorithm, use: 'sig' });

/** The public keys: the current one, and previous ones of tokens that may still be valid. Contains no private key. */
export const keySetOf = (key: SigningKey, previous: readonly VerificationKey[]): KeySet => ({ keys: [key, ...previous].map(publicJwkOf) });

/** Serves the public keys for the verification of access tokens (RFC 7517). */
export const keySetRoute = (keySet: KeySet): WebhookHandler => {
  const body = JSON.stringify(keySet);
  return ({ method }) =>
    Promise.resolve(method === 'GET' ? { status: 200, body, contentType: 'application/jwk-set+json' } : { status: 405, body: 'only GET' });
};
