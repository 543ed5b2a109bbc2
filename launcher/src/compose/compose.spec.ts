import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextEnvironment, parseEnv } from '@marketplace/platform';
import { parse } from 'yaml';
import { z } from 'zod';
import { contextNames as names, repositoryRoot } from '../command/paths';
import { loadContexts } from '../contexts/load-context';
import { newSecrets, rolePassword } from '../contexts/secrets';
import { composeVariables, envFile } from './compose-variables';

const shape = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      command: z.array(z.string()).optional(),
      environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
      ports: z.array(z.string()).default([]),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
      profiles: z.array(z.string()).default([]),
      volumes: z.array(z.string()).default([]),
    }),
  ),
  configs: z.record(z.string(), z.object({ content: z.string() })),
  volumes: z.record(z.string(), z.unknown()),
});

const secrets = newSecrets();
const variables = composeVariables(secrets);

/** As Compose does it: `${NAME:?}` must be there, `${NAME:-default}` may be. */
const interpolate = (text: string): string =>
  text.replace(/\$\{(\w+)(?::(-|\?)([^}]*))?\}/g, (_, name: string, kind: string | undefined, rest: string | undefined) => {
    const value = variables[name];
    if (value !== undefined) return value;
    if (kind === '-') return rest ?? '';
    throw new Error(`docker-compose.yml asks for ${name}, which compose-env does not write`);
  });

const { services, configs, volumes } = shape.parse(
  parse(readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8'), { merge: true }),
);

const environmentOf = (name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [key, interpolate(String(value))]));

describe('docker-compose.yml', () => {
  it('runs every context, the gateway, PostgreSQL and NATS, and nothing unknown', () => {
    const others = ['postgres', 'nats', 'redis', 'opensearch', 'provision', 'gateway', 'payment-provider', 'carrier', 'demo-data'];
    expect(Object.keys(services).sort()).toEqual([...names, ...others].sort());
  });

  it.each(loadContexts().map((definition) => [definition.name, definition] as const))(
    'gives %s all that it asks for',
    (name, definition) => {
      const environment = environmentOf(name);
      expect(environment['CONTEXT']).toBe(name);
      expect(() => parseEnv(contextEnvironment, environment)).not.toThrow();
      expect(() => parseEnv(definition.env, environment)).not.toThrow();
    },
  );

  it.each(names)('connects %s only to its own database, with the passwords of provisioning', (name) => {
    const { DATABASE_URL, MIGRATION_URL } = environmentOf(name);
    for (const [role, address] of [
      ['service', DATABASE_URL],
      ['owner', MIGRATION_URL],
    ] as const) {
      const url = new URL(address ?? '');
      expect([url.host, url.pathname, url.username]).toEqual(['postgres:5432', `/${name}_db`, `${name}_${role}`]);
      expect(url.password).toBe(rolePassword(secrets.databaseKey, `${name}_${role}`));
    }
  });

  it('passes secrets only to their owners', () => {
    const holdersOf = (secret: string): readonly string[] =>
      Object.keys(services).filter((name) => Object.values(environmentOf(name)).some((value) => value.includes(secret)));
    expect(holdersOf(secrets.jwtPrivateJwk.d)).toEqual(['accounts']);
    expect(holdersOf(secrets.stripe.secretKey)).toEqual(['payments', 'payment-provider']);
    expect(holdersOf(secrets.swiftpost.apiKey)).toEqual(['shipping', 'carrier']);
    expect(holdersOf(secrets.databaseKey)).toEqual(['provision']);
    expect(holdersOf(secrets.identityKey)).toEqual([...names, 'gateway']);
  });

  it('configures the gateway with the URL of every subgraph', () => {
    const environment = environmentOf('gateway');
    for (const name of names) expect(environment[`${name.toUpperCase()}_URL`]).toBe(`http://${name}:4000`);
    expect(environment['JWKS_URL']).toBe('http://accounts:4000/.well-known/jwks.json');
    expect(Object.keys(services['gateway']?.depends_on ?? {}).sort()).toEqual([...names].sort());
  });

  it('publishes only the port of the gateway', () => {
    const open = Object.entries(services).flatMap(([name, { ports }]) => ports.map((port) => [name, interpolate(port)]));
    expect(open).toEqual([['gateway', '4000:4000']]);
  });

  it('starts contexts after databases and broker', () => {
    for (const name of names) {
      expect(services[name]?.depends_on).toEqual({
        provision: { condition: 'service_completed_successfully' },
        nats: { condition: 'service_healthy' },
      });
    }
  });

  it('stores data in volumes and syncs every acknowledged message to disk', () => {
    expect(services['postgres']?.image).toBe('postgres:18');
    expect(Object.keys(volumes)).toEqual(['postgres', 'nats', 'opensearch']);
    expect(configs['nats']?.content).toContain('sync_interval: always');
  });

  it('starts simulators only with their profile', () => {
    const optional = Object.entries(services).filter(([, { profiles }]) => profiles.includes('simulators'));
    expect(optional.map(([name]) => name)).toEqual(['payment-provider', 'carrier', 'demo-data']);
  });

  it('starts Redis only with its profile, and configures every context with its URL', () => {
    const optional = Object.entries(services).filter(([, { profiles }]) => profiles.includes('redis'));
    expect(optional.map(([name]) => name)).toEqual(['redis']);
    for (const name of names) expect(services[name]?.environment['REDIS_URL']).toBe('${REDIS_URL:-}');
  });

  it('starts OpenSearch only with its profile, and configures only search with its URL', () => {
    const optional = Object.entries(services).filter(([, { profiles }]) => profiles.includes('opensearch'));
    expect(optional.map(([name]) => name)).toEqual(['opensearch']);
    const configured = Object.entries(services).filter(([, { environment }]) => 'OPENSEARCH_URL' in environment);
    expect(configured.map(([name, { environment }]) => [name, environment['OPENSEARCH_URL']])).toEqual([['search', '${OPENSEARCH_URL:-}']]);
  });

  it('gets an env file with literal values', () => {
    const lines = envFile(variables).trimEnd().split('\n');
    expect(lines).toHaveLength(Object.keys(variables).length);
    expect(lines.filter((line) => !/^[A-Z_]+='[^'\n]+'$/.test(line))).toEqual([]);
  });

  it('runs only existing programs', () => {
    const programs = Object.values(services).flatMap(({ command = [] }) => command.filter((word) => word.endsWith('.js')));
    for (const program of programs) {
      expect(() => readFileSync(join(repositoryRoot, program.replace('/dist/', '/src/').replace(/\.js$/, '.ts')))).not.toThrow();
    }
  });
});
