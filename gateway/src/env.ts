import { z } from 'zod';
import { parseEnv } from '@marketplace/platform';
import { usuallyOptional } from './http/degradation';

const listOf = (usual: string) =>
  z
    .string()
    .default(usual)
    .transform((list) =>
      list
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    );

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
  CORS_ORIGINS: listOf(''),
  /** Subgraphs without which the gateway is ready all the same, separated by commas. */
  OPTIONAL_SUBGRAPHS: listOf(usuallyOptional.join(',')),
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
