import { z } from 'zod';
import { filled, readEnv } from '../command/env';
import type { ContextChoices } from './contexts';

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

/** What the environment chooses for the contexts. Each context parses its own; an empty variable was not chosen. */
export const choicesEnv = (): ContextChoices => readEnv(choices);

const provisioning = z.object({ DATABASE_URL: z.url(), DATABASE_KEY: z.string().min(32) });

/** What `provision-command` needs: a role that may create databases, and the key that role passwords are derived from. */
export const provisioningEnv = (): { readonly databaseUrl: string; readonly databaseKey: string } => {
  const { DATABASE_URL, DATABASE_KEY } = readEnv(provisioning);
  return { databaseUrl: DATABASE_URL, databaseKey: DATABASE_KEY };
};
