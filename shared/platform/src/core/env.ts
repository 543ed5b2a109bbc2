import { z } from 'zod';

/** The source of a variable when the launcher starts the marketplace. Deployments set all variables. */
export type VariableSource =
  /** A setting of the marketplace, with its description. The example is used when a context is only described. */
  | { readonly setting: string; readonly example?: string }
  /** A secret or address that the launcher provides, by its name in the launcher. */
  | { readonly provided: string };

const sources = z.registry<VariableSource>();

/** Declares a setting of `npm start` and docker-compose.yml. The root README lists it with its description. */
export const setting = <Shape extends z.ZodType>(meaning: string, shape: Shape, example?: string): Shape => {
  sources.add(shape, { setting: meaning, ...(example === undefined ? {} : { example }) });
  return shape;
};

/** Declares a variable that the launcher provides, by its name in `contexts/provided.ts` of the launcher. */
export const provided = <Shape extends z.ZodType>(name: string, shape: Shape): Shape => {
  sources.add(shape, { provided: name });
  return shape;
};

/** A variable with its source and, for a setting, its default. */
export type Variable = { readonly name: string; readonly standard?: string } & VariableSource;

/** The default of a variable, as it would be written in the environment. */
export const defaultOf = (shape: z.ZodType): string | undefined => {
  const { default: standard } = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' });
  if (standard === undefined) return undefined;
  return typeof standard === 'string' ? standard : JSON.stringify(standard);
};

/** The variables that the launcher passes to a context. Others have their defaults. */
export const variablesOf = (environment: z.ZodType): readonly Variable[] => {
  if (!(environment instanceof z.ZodObject)) throw new Error('the environment of a context is a z.object');
  return Object.entries(environment.shape as Readonly<Record<string, z.ZodType>>).flatMap(([name, shape]) => {
    const source = sources.get(shape);
    if (source === undefined) return [];
    const standard = 'setting' in source ? defaultOf(shape) : undefined;
    return [{ name, ...source, ...(standard === undefined ? {} : { standard }) }];
  });
};

/**
 * Reads the configuration of a process at its start. Throws if values are missing or malformed, with the names of the variables but never
 * their values.
 */
export const parseEnv = <Shape extends z.ZodType>(
  shape: Shape,
  variables: Readonly<Record<string, string | undefined>> = { ...process.env },
): z.output<Shape> => {
  const result = shape.safeParse(variables);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The configuration is invalid:\n${faults.join('\n')}`);
};

/** The environment variables of every context. */
export const contextEnvironment = z.object({
  DATABASE_URL: z.url().describe('The PostgreSQL database of the context, as its service role.'),
  MIGRATION_URL: z
    .url()
    .optional()
    .describe('The same database as the role that owns the tables and runs migrations. The default is the service role.'),
  NATS_URL: z.string().min(1).describe('The NATS server with JetStream.'),
  IDENTITY_KEY: z.string().min(32).describe('The HMAC key that verifies identities signed by the gateway; at least 32 characters.'),
  SEALING_KEY: z.string().min(43).describe('The AES-256 key, in base64, that encrypts personal data in events.'),
  REDIS_URL: setting(
    'The URL of a Redis server that replicas share as a cache. Without it each replica caches in memory.',
    z
      .literal('')
      .transform(() => undefined)
      .or(z.url({ protocol: /^rediss?$/ }))
      .optional(),
  ),
  DATABASE_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(2)
    .max(100)
    .default(4)
    .describe('The number of connections for reads, and again for writes.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('The lowest level of log lines that are written.'),
});

export type ContextEnvironment = z.output<typeof contextEnvironment>;
