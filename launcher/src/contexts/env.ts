import { z } from 'zod';
import { readEnv } from '../command/env';
import type { ContextSettings } from './provided';

const environment = z.record(z.string(), z.string());

/** All environment variables that are not empty. Each context receives the settings that its manifest lists and parses them. */
export const settingsEnv = (): ContextSettings =>
  Object.fromEntries(Object.entries(readEnv(environment)).filter(([, value]) => value !== ''));

const provisioning = z.object({ DATABASE_URL: z.url(), DATABASE_KEY: z.string().min(32) });

/** The environment of `provision-command`: the URL of a role that can create databases, and the key of role passwords. */
export const provisioningEnv = (): { readonly databaseUrl: string; readonly databaseKey: string } => {
  const { DATABASE_URL, DATABASE_KEY } = readEnv(provisioning);
  return { databaseUrl: DATABASE_URL, databaseKey: DATABASE_KEY };
};
