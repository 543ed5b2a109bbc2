import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { Job } from '@marketplace/application';
import type { EventContract } from '@marketplace/schema';
import { useCaseTools } from '../application/jobs';
import { createCaches } from '../cache/caches';
import { schemaOf, type ContextDefinition, type Platform } from './context';
import type { Database } from '../database/database';
import { parseEnv } from '../core/env';
import { newId, now } from '../core/ids';
import { createLog } from '../core/log';
import { createSeal } from '../core/seal';

const refuse = (): never => {
  throw new Error('this context has no servers: it was wired for its outline only');
};

const rejects = () => Promise.reject(new Error('this context has no database: it was wired for its outline only'));

const noDatabase = ({ tables = {} }: ContextDefinition): Database => {
  // For creating repositories; the data source is never opened.
  const dataSource = new DataSource({ type: 'postgres', entities: Object.values(tables) });
  return {
    dataSource,
    query: rejects,
    select: rejects,
    repository: (table) => dataSource.getRepository(table) as never,
    unit: refuse,
    commitAll: refuse,
    onCommit: () => () => undefined,
    close: () => Promise.resolve(),
  };
};

const platformWithoutServers = <Env extends z.ZodType>(definition: ContextDefinition<Env>, env: z.output<Env>): Platform<z.output<Env>> => {
  const log = createLog(definition.name, 'silent');
  const gaps = (): number => 0;
  return {
    env,
    db: noDatabase(definition),
    clock: now,
    newId,
    log,
    ...useCaseTools({ context: definition.name, log }),
    seal: createSeal(randomBytes(32).toString('base64')),
    live: { follow: refuse },
    idempotency: { once: refuse },
    cache: createCaches({ context: definition.name, redisUrl: undefined, gaps, log }).cache,
    invalidations: { on: () => () => undefined, publish: refuse, gaps },
    replay: refuse,
    lag: refuse,
  };
};

/** The outline of a context: its schema, the events it handles, and its jobs. */
export type ContextOutline = {
  /** The SDL of the subgraph, as in `startContext`. */
  readonly sdl: string;
  readonly handledEvents: readonly EventContract[];
  readonly jobs: readonly Job[];
};

/** Reads the outline of a context by wiring it without a database or broker. */
export const outlineOf = async <Env extends z.ZodType>(
  definition: ContextDefinition<Env>,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<ContextOutline> => {
  const platform = platformWithoutServers(definition, parseEnv(definition.env, variables));
  const parts = await definition.wire(platform);
  await parts.stop?.();
  const { sdl } = schemaOf(definition.name, parts, platform.db);
  return { sdl, handledEvents: parts.handlers.map(({ contract }) => contract), jobs: parts.jobs };
};
