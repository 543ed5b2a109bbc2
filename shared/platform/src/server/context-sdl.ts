import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { createCaches } from '../cache/caches';
import { schemaOf, type ContextDefinition, type Platform } from './context';
import type { Database } from '../database/database';
import { parseEnv } from '../core/env';
import { newId, now } from '../core/ids';
import { createLog } from '../core/log';
import { createSeal } from '../core/seal';

const refuse = (): never => {
  throw new Error('this context has no servers: it was wired for its schema alone');
};

const noDatabase = ({ entities = [] }: ContextDefinition): Database => ({
  // Repositories can be made of it. None can be used: it is never opened.
  dataSource: new DataSource({ type: 'postgres', entities }),
  query: () => Promise.reject(new Error('this context has no database: it was wired for its schema alone')),
  unit: refuse,
  commitTogether: refuse,
  onCommit: () => () => undefined,
  close: () => Promise.resolve(),
});

const platformWithoutServers = <Env extends z.ZodType>(definition: ContextDefinition<Env>, env: z.output<Env>): Platform<z.output<Env>> => {
  const log = createLog(definition.name, 'silent');
  const gaps = (): number => 0;
  return {
    env,
    db: noDatabase(definition),
    clock: now,
    newId,
    log,
    seal: createSeal(randomBytes(32).toString('base64')),
    live: { follow: refuse },
    idempotency: { once: refuse },
    cache: createCaches({ context: definition.name, redisUrl: undefined, gaps, log }).cache,
    changes: { on: () => () => undefined, tell: refuse, gaps },
    replay: refuse,
    lag: refuse,
  };
};

/** The SDL of a context's subgraph, as `startContext` gives it, without a database or a broker: the context is wired and not started. */
export const sdlOf = async <Env extends z.ZodType>(
  definition: ContextDefinition<Env>,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<string> => {
  const platform = platformWithoutServers(definition, parseEnv(definition.env, variables));
  const parts = await definition.wire(platform);
  await parts.stop?.();
  return schemaOf(definition.name, parts, platform.db).sdl;
};
