import { z } from 'zod';
import { provided } from '@marketplace/platform';

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' });
    return z.NEVER;
  }
});

const coordinate = z.string().regex(/^[\w-]{43}$/);
const publicKey = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: coordinate, kid: z.string().min(1).max(100) });
const privateKey = publicKey.extend({ d: coordinate });

/** The variables of accounts, in addition to those of every context. */
export const accountsEnvironment = z
  .object({
    /** The Ed25519 key that signs access tokens, as a JWK with a `kid`. */
    JWT_PRIVATE_JWK: provided('signing-key', json.pipe(privateKey)),
    JWT_PREVIOUS_PUBLIC_JWKS: json
      .pipe(z.object({ keys: z.array(publicKey) }))
      .optional()
      .describe('The public keys (JWKS) of earlier signing keys, published until their last tokens expire.'),
    /** The first operator, created at startup if no account has this e-mail address. */
    BOOTSTRAP_OPERATOR_EMAIL: provided('operator-email', z.email().optional()),
    BOOTSTRAP_OPERATOR_PASSWORD: provided('operator-password', z.string().min(10).max(200).optional()),
  })
  .refine((env) => (env.BOOTSTRAP_OPERATOR_EMAIL === undefined) === (env.BOOTSTRAP_OPERATOR_PASSWORD === undefined), {
    path: ['BOOTSTRAP_OPERATOR_PASSWORD'],
    error: 'BOOTSTRAP_OPERATOR_EMAIL and BOOTSTRAP_OPERATOR_PASSWORD must be set together',
  });

export type AccountsEnvironment = z.output<typeof accountsEnvironment>;
