import type { Variable } from '@marketplace/platform';
import type { Secrets } from './secrets';

/** The settings of contexts in the environment, by variable name. */
export type ContextSettings = Readonly<Record<string, string>>;

/** The values that a marketplace provides to its contexts. */
export type ContextInputs = {
  readonly secrets: Secrets;
  readonly stripeUrl: string;
  readonly swiftpostUrl: string;
  /** The first operator; missing when contexts are only described. */
  readonly operator?: { readonly email: string; readonly password: string };
  readonly settings: ContextSettings;
};

type Provided = {
  readonly from: (inputs: ContextInputs) => string | undefined;
  /** The value in docker-compose.yml, from the variables of `.env`. */
  readonly compose: string;
  readonly description: string;
};

/** The providers of variables, by the name in `provided`. */
export const providers: Readonly<Record<string, Provided>> = {
  'signing-key': {
    from: ({ secrets }) => JSON.stringify(secrets.jwtPrivateJwk),
    compose: '${JWT_PRIVATE_JWK:?}',
    description: 'The Ed25519 private key that signs access tokens, as a JWK with a `kid`.',
  },
  'operator-email': {
    from: ({ operator }) => operator?.email,
    compose: '${OPERATOR_EMAIL:?}',
    description: 'The e-mail address of the first operator, created at the first start.',
  },
  'operator-password': {
    from: ({ operator }) => operator?.password,
    compose: '${OPERATOR_PASSWORD:?}',
    description: 'The password of the first operator.',
  },
  'payment-provider-url': {
    from: ({ stripeUrl }) => stripeUrl,
    compose: '${STRIPE_BASE_URL:-http://127.0.0.1:4242}',
    description: 'The URL of the payment provider.',
  },
  'payment-provider-key': {
    from: ({ secrets }) => secrets.stripe.secretKey,
    compose: '${STRIPE_SECRET_KEY:?}',
    description: 'The secret API key of the payment provider.',
  },
  'payment-provider-webhook-secret': {
    from: ({ secrets }) => secrets.stripe.webhookSecret,
    compose: '${STRIPE_WEBHOOK_SECRET:?}',
    description: 'The secret that signs webhooks of the payment provider.',
  },
  'carrier-url': {
    from: ({ swiftpostUrl }) => swiftpostUrl,
    compose: '${SWIFTPOST_BASE_URL:-http://127.0.0.1:4243}',
    description: 'The URL of the carrier.',
  },
  'carrier-key': {
    from: ({ secrets }) => secrets.swiftpost.apiKey,
    compose: '${SWIFTPOST_API_KEY:?}',
    description: 'The API key of the carrier.',
  },
  'carrier-webhook-secret': {
    from: ({ secrets }) => secrets.swiftpost.webhookSecret,
    compose: '${SWIFTPOST_WEBHOOK_SECRET:?}',
    description: 'The secret that signs webhooks of the carrier.',
  },
};

/** The provider with a name. Throws if the name is unknown. */
export const providerOf = (name: string): Provided => {
  const provider = providers[name];
  if (provider === undefined) throw new Error(`Unknown provider "${name}". The providers are in launcher/src/contexts/provided.ts`);
  return provider;
};

/** The values of variables. A missing setting is left out, so that the context uses its default. */
export const valuesOf = (variables: readonly Variable[], inputs: ContextInputs): Readonly<Record<string, string>> =>
  Object.fromEntries(
    variables.flatMap((variable) => {
      const { name } = variable;
      const value = 'provided' in variable ? providerOf(variable.provided).from(inputs) : inputs.settings[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
