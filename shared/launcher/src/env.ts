import { resolve } from 'node:path';
import { z } from 'zod';
import { parseEnv } from '@marketplace/platform';
import { serversEnv, type ServersEnv } from '@marketplace/servers';

const filled = z.string().transform((text) => (text === '' ? undefined : text));

const launcher = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(4000),
  DATA_DIR: z.string().min(1).default('.data'),
  LOG_LEVEL: filled.pipe(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional()).optional(),
});

/** What the person who starts the marketplace may choose. */
export type LauncherEnv = {
  /** The gateway's port. */
  readonly port: number;
  /** Absolute; everything that this copy of the marketplace writes is below it. */
  readonly dataDir: string;
  readonly logLevel: string | undefined;
  readonly servers: ServersEnv;
};

export const launcherEnv = (): LauncherEnv => {
  const { PORT, DATA_DIR, LOG_LEVEL } = parseEnv(launcher);
  return { port: PORT, dataDir: resolve(DATA_DIR), logLevel: LOG_LEVEL, servers: serversEnv() };
};

const provisioning = z.object({ DATABASE_URL: z.url(), DATABASE_KEY: z.string().min(32) });

/** What `provision-command` is told: a role that may create databases, and the key that role passwords are derived from. */
export const provisioningEnv = (): { readonly databaseUrl: string; readonly databaseKey: string } => {
  const { DATABASE_URL, DATABASE_KEY } = parseEnv(provisioning);
  return { databaseUrl: DATABASE_URL, databaseKey: DATABASE_KEY };
};

/** What a service needs of our own surroundings to be a process at all; everything else it is given. */
export const processBasics = (): Record<string, string> => {
  const { PATH, HOME, TZ } = process.env;
  return Object.fromEntries(Object.entries({ PATH, HOME, TZ }).filter((entry): entry is [string, string] => entry[1] !== undefined));
};
