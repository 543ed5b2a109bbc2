import type { Secrets } from './secrets';

/** What the marketplace around a context gives it. */
export type ContextSettings = {
  readonly secrets: Secrets;
  readonly stripeUrl: string;
  readonly swiftpostUrl: string;
  readonly operator: { readonly email: string; readonly password: string };
};

/** A context, and the variables that only it gets. */
export type ContextEntry = {
  readonly name: string;
  readonly variables: (settings: ContextSettings) => Readonly<Record<string, string>>;
};

const none = (): Readonly<Record<string, string>> => ({});

/** Every context there is. Adding one here is all that the launcher, the schema tool and the services need. */
export const contexts: readonly ContextEntry[] = [
  {
    name: 'accounts',
    variables: ({ secrets, operator }) => ({
      JWT_PRIVATE_JWK: JSON.stringify(secrets.jwtPrivateJwk),
      BOOTSTRAP_OPERATOR_EMAIL: operator.email,
      BOOTSTRAP_OPERATOR_PASSWORD: operator.password,
    }),
  },
  { name: 'products', variables: none },
  { name: 'inventory', variables: none },
  { name: 'carts', variables: none },
  { name: 'checkout', variables: none },
  { name: 'orders', variables: none },
  {
    name: 'payments',
    variables: ({ secrets, stripeUrl }) => ({
      STRIPE_BASE_URL: stripeUrl,
      STRIPE_SECRET_KEY: secrets.stripe.secretKey,
      STRIPE_WEBHOOK_SECRET: secrets.stripe.webhookSecret,
    }),
  },
  {
    name: 'shipping',
    variables: ({ secrets, swiftpostUrl }) => ({
      SWIFTPOST_BASE_URL: swiftpostUrl,
      SWIFTPOST_API_KEY: secrets.swiftpost.apiKey,
      SWIFTPOST_WEBHOOK_SECRET: secrets.swiftpost.webhookSecret,
    }),
  },
];
