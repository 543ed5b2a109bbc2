import { z } from 'zod';
import { readEnv } from '../command/env';
import type { ContextSettings } from './provided';

const environment = z.record(z.string(), z.string());

/**
 * The environment. Each context gets the settings that its manifest names, and parses them. An empty variable is not set.
 */
export const settingsEnv = (): ContextSettings =>
  Object.fromEntries(Object.entries(readEnv(environment)).filter(([, value]) => value !== ''));

const provisioning = z.object({ DATABASE_URL: z.url(), DATABASE_KEY: z.string().min(32) });

/** What `provision-command` needs: a role that may create databases, and the key that role passwords are derived from. */
export const provisioningEnv = (): { readonly databaseUrl: string; readonly databaseKey: string } => {
  const { DATABASE_URL, DATABASE_KEY } = readEnv(provisioning);
  return { databaseUrl: DATABASE_URL, databaseKey: DATABASE_KEY };
};
