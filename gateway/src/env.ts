import { z } from 'zod';
import { parseEnv } from '@marketplace/platform';

const itemsOf = (list: string): readonly string[] =>
  list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const urls = z
  .string()
  .default('{}')
  .transform((source, context) => {
    try {
      return z.record(z.string(), z.url()).parse(JSON.parse(source));
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON object of subgraph names and URLs' });
      return z.NEVER;
    }
  });

const shape = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  /** The composed graph. */
  SUPERGRAPH: z.string().min(1).default('schema/supergraph.graphql'),
  /** Where the subgraphs are, as JSON: {"orders":"http://orders:4000"}. `<NAME>_URL` says it for one and wins. */
  SUBGRAPH_URLS: urls,
  /** The public keys of access tokens. */
  JWKS_URL: z.url(),
  TOKEN_ISSUER: z.string().min(1).default('marketplace'),
  TOKEN_AUDIENCE: z.string().min(1).default('marketplace'),
  /** HMAC key under which identities are signed for the subgraphs. */
  IDENTITY_KEY: z.string().min(32),
  /** Web origins that may call from a browser, separated by commas. */
  CORS_ORIGINS: z.string().default('').transform(itemsOf),
  /** What is known of each context: its title, and what works without it. */
  CONTEXTS: z.string().min(1).default('schema/contexts.json'),
  /** Subgraphs without which the gateway is ready all the same, separated by commas; the contexts say which unless this is set. */
  OPTIONAL_SUBGRAPHS: z.string().transform(itemsOf).optional(),
  /** Milliseconds that a shutdown stays reachable but not ready, for load balancers to notice. */
  ANNOUNCE_MS: z.coerce.number().int().min(0).max(60_000).default(0),
  INTROSPECTION: z.stringbool().default(true),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type GatewayEnvironment = z.output<typeof shape>;

export const readEnvironment = (): GatewayEnvironment => parseEnv(shape);

/** `<NAME>_URL` of each subgraph, else its place in SUBGRAPH_URLS. A subgraph without one stops the start. */
export const subgraphUrls = (names: readonly string[], { SUBGRAPH_URLS }: GatewayEnvironment): ReadonlyMap<string, string> => {
  const variableOf = (name: string): string => `${name.toUpperCase().replaceAll('-', '_')}_URL`;
  const single = parseEnv(z.object(Object.fromEntries(names.map((name) => [variableOf(name), z.url().optional()]))));
  return new Map(
    names.map((name) => {
      const url = single[variableOf(name)] ?? SUBGRAPH_URLS[name];
      if (url === undefined) throw new Error(`The configuration is not complete:\n  ${variableOf(name)}: where is ${name}?`);
      return [name, url] as const;
    }),
  );
};

const services = z.array(z.object({ name: z.string(), title: z.string(), optional: z.string().exactOptional() }));

/** The descriptions of services in the text of `schema/contexts.json`. */
export const readServices = (text: string): z.output<typeof services> => services.parse(JSON.parse(text));
