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

/** The environment of a gateway that runs as its own process. */
export const gatewayEnvironment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000).describe('The port to listen on.'),
  HOST: z.string().min(1).default('127.0.0.1').describe('The address to listen on.'),
  SUPERGRAPH: z.string().min(1).default('schema/supergraph.graphql').describe('The file with the composed graph.'),
  SUBGRAPH_URLS: urls.describe(
    'The URLs of the subgraphs as JSON, such as {"orders":"http://orders:4000"}. `<NAME>_URL` sets a single one and takes precedence.',
  ),
  JWKS_URL: z.url().describe('The URL of the public keys (JWKS) that verify access tokens.'),
  TOKEN_ISSUER: z.string().min(1).default('marketplace').describe('The issuer (`iss`) of access tokens.'),
  TOKEN_AUDIENCE: z.string().min(1).default('marketplace').describe('The audience (`aud`) of access tokens.'),
  IDENTITY_KEY: z
    .string()
    .min(32)
    .describe('The HMAC key that signs identities for the subgraphs; at least 32 characters, the same in all processes.'),
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform(itemsOf)
    .describe('The web origins that can call from a browser, separated by commas. `http://localhost:*` allows any port.'),
  CONTEXTS: z
    .string()
    .min(1)
    .default('schema/contexts.json')
    .describe('The file with the title of each context and the effect of its absence.'),
  OPTIONAL_SUBGRAPHS: z
    .string()
    .transform(itemsOf)
    .optional()
    .describe('The subgraphs that readiness does not depend on, separated by commas. The default comes from the contexts.'),
  ANNOUNCE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(60_000)
    .default(0)
    .describe('The milliseconds between failing readiness and closing the port at shutdown, for load balancers to notice.'),
  INTROSPECTION: z.stringbool().default(true).describe('Whether clients can query the schema.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('The lowest level of log lines that are written.'),
});

export type GatewayEnvironment = z.output<typeof gatewayEnvironment>;

export const readEnvironment = (): GatewayEnvironment => parseEnv(gatewayEnvironment);

/** The URL of each subgraph, from `<NAME>_URL` or SUBGRAPH_URLS. Throws if one is missing. */
export const subgraphUrls = (names: readonly string[], { SUBGRAPH_URLS }: GatewayEnvironment): ReadonlyMap<string, string> => {
  const variableOf = (name: string): string => `${name.toUpperCase().replaceAll('-', '_')}_URL`;
  const single = parseEnv(z.object(Object.fromEntries(names.map((name) => [variableOf(name), z.url().optional()]))));
  return new Map(
    names.map((name) => {
      const url = single[variableOf(name)] ?? SUBGRAPH_URLS[name];
      if (url === undefined) throw new Error(`The configuration is not complete:\n  ${variableOf(name)}: URL of ${name} is missing`);
      return [name, url] as const;
    }),
  );
};

const services = z.array(z.object({ name: z.string(), title: z.string(), optional: z.string().exactOptional() }));

/** Parses the descriptions of services in `schema/contexts.json`. */
export const readServices = (text: string): z.output<typeof services> => services.parse(JSON.parse(text));
