import { resolve } from 'node:path';
import { z } from 'zod';
import { parseEnv } from '@marketplace/platform';
import { serversEnv, StartFailure, type ServersEnv } from '@marketplace/servers';
import type { ContextChoices } from './contexts';

/** As `parseEnv`, with the variables at fault in one sentence. */
const readEnv = <Shape extends z.ZodType>(shape: Shape): z.output<Shape> => {
  try {
    return parseEnv(shape);
  } catch (cause) {
    const [, ...faults] = (cause as Error).message.split('\n').map((line) => line.trim().replace(': ', ' ('));
    throw new StartFailure(`Correct these environment variables: ${faults.join('), ')}).`, { cause });
  }
};

const filled = z.string().transform((text) => (text === '' ? undefined : text));

const choices = z
  .object({
    WAREHOUSE_FEEDS: filled.optional(),
    ABANDONED_AFTER_HOURS: filled.optional(),
    FROZEN_CART_MINUTES: filled.optional(),
    OPENSEARCH_URL: filled.optional(),
    SEARCH_MEMORY_PRODUCTS: filled.optional(),
    REVIEW_BANNED_WORDS: filled.optional(),
    REDIS_URL: filled.optional(),
  })
  .transform((made) => Object.fromEntries(Object.entries(made).filter((choice): choice is [string, string] => choice[1] !== undefined)));

const launcher = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(4000),
  DATA_DIR: z.string().min(1).default('.data'),
  LOG_LEVEL: filled.pipe(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional()).optional(),
  DEMO_DATA: z.enum(['on', 'off']).default('on'),
  // Slow enough to watch a parcel on its way, fast enough to wait for it.
  CARRIER_STEP_MS: z.coerce.number().int().min(1).default(2_000),
});

/** What the person who starts the marketplace may choose. */
export type LauncherEnv = {
  /** The gateway's port. */
  readonly port: number;
  /** Absolute; everything that this copy of the marketplace writes is below it. */
  readonly dataDir: string;
  readonly logLevel: string | undefined;
  /** How long a parcel of the simulated carrier rests between two scans. */
  readonly carrierStepMs: number;
  /** Whether the demo marketplace is loaded, once. Without it there is an operator to log in as, and nothing else. */
  readonly loadsDemoData: boolean;
  readonly servers: ServersEnv;
  /** Parsed by the contexts that they are for; a variable that is empty was not chosen. */
  readonly choices: ContextChoices;
};

export const launcherEnv = (): LauncherEnv => {
  const { PORT, DATA_DIR, LOG_LEVEL, DEMO_DATA, CARRIER_STEP_MS } = readEnv(launcher);
  return {
    port: PORT,
    dataDir: resolve(DATA_DIR),
    logLevel: LOG_LEVEL,
    carrierStepMs: CARRIER_STEP_MS,
    loadsDemoData: DEMO_DATA === 'on',
    servers: serversEnv(),
    choices: readEnv(choices),
  };
};

const provisioning = z.object({ DATABASE_URL: z.url(), DATABASE_KEY: z.string().min(32) });

/** What `provision-command` is told: a role that may create databases, and the key that role passwords are derived from. */
export const provisioningEnv = (): { readonly databaseUrl: string; readonly databaseKey: string } => {
  const { DATABASE_URL, DATABASE_KEY } = readEnv(provisioning);
  return { databaseUrl: DATABASE_URL, databaseKey: DATABASE_KEY };
};

const simulating = z.object({
  SIMULATOR: z.enum(['payment-provider', 'carrier']),
  PORT: z.coerce.number().int().min(0).max(65_535),
  SECRET_KEY: z.string().min(1),
  WEBHOOK_URL: z.url(),
  WEBHOOK_SECRET: z.string().min(1),
  STATE_FILE: z.string().min(1).optional(),
  CARRIER_STEP_MS: z.coerce.number().int().min(1).optional(),
});

/** What `simulator-command` is told. */
export const simulatorEnv = () => {
  const { SIMULATOR, PORT, SECRET_KEY, WEBHOOK_URL, WEBHOOK_SECRET, STATE_FILE, CARRIER_STEP_MS } = readEnv(simulating);
  return {
    simulator: SIMULATOR,
    port: PORT,
    secretKey: SECRET_KEY,
    webhook: { url: WEBHOOK_URL, secret: WEBHOOK_SECRET },
    ...(STATE_FILE === undefined ? {} : { stateFile: STATE_FILE }),
    ...(CARRIER_STEP_MS === undefined ? {} : { stepMs: CARRIER_STEP_MS }),
  };
};

const loading = z.object({ GATEWAY_URL: z.url(), OPERATOR_EMAIL: z.email(), OPERATOR_PASSWORD: z.string().min(1) });

/** What `demo-data-command` is told. */
export const demoDataEnv = () => {
  const { GATEWAY_URL, OPERATOR_EMAIL, OPERATOR_PASSWORD } = readEnv(loading);
  return { url: GATEWAY_URL, operator: { email: OPERATOR_EMAIL, password: OPERATOR_PASSWORD } };
};

const reindexing = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(4000),
  GATEWAY_URL: z.url().optional(),
  OPERATOR_EMAIL: z.email().optional(),
  OPERATOR_PASSWORD: z.string().min(1).optional(),
});

/** What `npm run reindex` may be told: where the marketplace is, and as whom to log in; the demo operator unless told. */
export const reindexEnv = () => {
  const { PORT, GATEWAY_URL, OPERATOR_EMAIL, OPERATOR_PASSWORD } = readEnv(reindexing);
  return {
    url: GATEWAY_URL ?? `http://127.0.0.1:${PORT.toString()}`,
    ...(OPERATOR_EMAIL === undefined || OPERATOR_PASSWORD === undefined
      ? {}
      : { operator: { email: OPERATOR_EMAIL, password: OPERATOR_PASSWORD } }),
  };
};

/** What a service needs of our own surroundings to be a process at all; everything else it is given. */
export const processBasics = (): Record<string, string> => {
  const { PATH, HOME, TZ } = process.env;
  return Object.fromEntries(Object.entries({ PATH, HOME, TZ }).filter((entry): entry is [string, string] => entry[1] !== undefined));
};

/** npm runs a script in a shell, and neither passes on every signal: their end is the only word that we get. */
export const isRunByNpm = (): boolean => process.env['npm_lifecycle_event'] !== undefined;

const retail = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(4000),
  GATEWAY_URL: z.url().optional(),
  OPERATOR_EMAIL: z.email().optional(),
  OPERATOR_PASSWORD: z.string().min(1).optional(),
});

/** What `import-online-retail` is told: a marketplace on this machine and its demo operator, unless another one is named. */
export const retailEnv = (usual: { readonly email: string; readonly password: string }) => {
  const { PORT, GATEWAY_URL, OPERATOR_EMAIL = usual.email, OPERATOR_PASSWORD = usual.password } = readEnv(retail);
  return { url: GATEWAY_URL ?? `http://127.0.0.1:${PORT.toString()}`, operator: { email: OPERATOR_EMAIL, password: OPERATOR_PASSWORD } };
};
