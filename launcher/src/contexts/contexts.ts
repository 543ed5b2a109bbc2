import type { Secrets } from './secrets';

/** What whoever starts the marketplace may choose for its contexts, by the variable's name; what is not chosen is not there. */
export type ContextChoices = Readonly<Record<string, string>>;

/** What the marketplace around a context gives it. */
export type ContextSettings = {
  readonly secrets: Secrets;
  readonly stripeUrl: string;
  readonly swiftpostUrl: string;
  readonly operator: { readonly email: string; readonly password: string };
  readonly choices: ContextChoices;
};

/** A context, and the variables that only it gets. */
export type ContextEntry = {
  readonly name: string;
  readonly variables: (settings: ContextSettings) => Readonly<Record<string, string>>;
};

const none = (): Readonly<Record<string, string>> => ({});

/** The choices of these names, as far as they were made; without one the context's own default holds. */
const chosen =
  (...names: readonly string[]): ContextEntry['variables'] =>
  ({ choices }) =>
    Object.fromEntries(Object.entries(choices).filter(([name]) => names.includes(name)));

/** What every context may be told. */
export const everywhere = chosen('REDIS_URL');

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
  { name: 'inventory', variables: chosen('WAREHOUSE_FEEDS') },
  { name: 'carts', variables: chosen('ABANDONED_AFTER_HOURS', 'FROZEN_CART_MINUTES') },
  { name: 'checkout', variables: none },
  { name: 'promotions', variables: none },
  { name: 'reviews', variables: chosen('REVIEW_BANNED_WORDS') },
  { name: 'search', variables: chosen('OPENSEARCH_URL', 'SEARCH_MEMORY_PRODUCTS') },
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
