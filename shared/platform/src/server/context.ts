import type { GraphQLSchema } from 'graphql';
import type { z } from 'zod';
import type { Alert, Job, Retry, SystemCause } from '@marketplace/application';
import type { Clock, NewId } from '@marketplace/kernel';
import type { Envelope } from '@marketplace/schema';
import type { Broker } from '../messaging/broker';
import { createCaches, type Caches } from '../cache/caches';
import { startInvalidations, type Invalidations } from '../messaging/invalidations';
import { lagOf, type MeasureLag } from '../messaging/consumer-lag';
import { handleOnce, startConsumers } from '../messaging/consumers';
import { migrate, openDatabase, type Database, type Tables } from '../database/database';
import { listDeadLetters, replayDeadLetter } from '../messaging/dead-letters';
import { parseEnv, type ContextEnvironment } from '../core/env';
import { deadLetterResolver } from '../graphql/dead-letters.resolver';
import { buildSubgraph, type SubgraphParts } from '../graphql/subgraph-schema';
import { housekeeping } from '../application/housekeeping';
import { createIdempotency, type Idempotency } from '../application/idempotency';
import { identityVerifier } from './identity';
import type { MigrationClass } from '../migrations/migration';
import { newId, now } from '../core/ids';
import { startJobs, toolsOf, type Jobs } from '../application/jobs';
import type { EventHandler } from '../messaging/event-handler';
import { startLive, type Live } from '../messaging/live';
import { createLog, type Log } from '../core/log';
import { startRelay } from '../messaging/relay';
import { createReplay, type Replay } from '../messaging/replay';
import { serveReplays, readHistory } from '../messaging/serve-replays';
import { createSeal, type Seal } from '../core/seal';
import { createSubgraph } from './subgraph';
import type { SubgraphTransport, WebhookHandler } from './subgraph-transport';

/** The technology that a context's main.ts wires its adapters to. */
export type Platform<Env> = {
  readonly env: Env;
  readonly db: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  /** Calls the people on duty: a log line with the field `alert`, and the counter `alerts_total`. */
  readonly alert: Alert;
  /** Runs work again while another writer wins the race for its rows. */
  readonly retry: Retry;
  /** The cause of what the context does when no client and no message asks for it. */
  readonly systemCause: SystemCause;
  readonly seal: Seal;
  readonly live: Live;
  readonly idempotency: Idempotency;
  /** Makes a cache, in memory or in Redis as the environment says. It is dropped by who knows: see `changes`. */
  readonly cache: Caches['cache'];
  /** Which things of this context have changed, in whichever replica. */
  readonly invalidations: Invalidations;
  /** Reads again what other contexts have announced, from their outboxes. For read models that are built anew. */
  readonly replay: Replay;
  /** How many messages wait for this context. */
  readonly lag: MeasureLag;
};

/** What a context consists of once it is wired. */
export type ContextParts = {
  readonly subgraph: SubgraphParts;
  readonly handlers: readonly EventHandler[];
  readonly jobs: readonly Job[];
  /** HTTP routes of the context's own, by path: provider webhooks, a key set. */
  readonly webhooks?: Readonly<Record<string, WebhookHandler>>;
  readonly stop?: () => Promise<void>;
};

/** A context: who it is, its tables, and how its parts are wired. */
export type ContextDefinition<Env extends z.ZodType = z.ZodType> = {
  /** Its folder, subgraph and database; letters from a to z. */
  readonly name: string;
  /** What people call it, on the start page and in documents. */
  readonly title: string;
  /** What it owns, in a few words, for the map of contexts. */
  readonly owns: string;
  /** What still works while it is away. Without this, the marketplace is not ready without it. */
  readonly optional?: string;
  /**
   * The context's own environment variables, beside those that every context has; `setting` and `provided` say which of them
   * the launcher passes on.
   */
  readonly env: Env;
  readonly migrations: readonly MigrationClass[];
  /** Its tables, as the module of `adapters/postgres/tables.ts` exports them. */
  readonly tables?: Tables;
  readonly wire: (platform: Platform<z.output<Env>>) => ContextParts | Promise<ContextParts>;
};

/** What those around a context need to know of it: the gateway, the launcher, the documentation. */
export type ContextManifest = Pick<ContextDefinition, 'name' | 'title' | 'owns' | 'optional'>;

export type RunningContext = {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** The subgraph as composition reads it, sorted. */
  readonly sdl: string;
  readonly db: Database;
  readonly jobs: Jobs;
  readonly log: Log;
  /** The context as the gateway sees it, within this process. */
  readonly transport: SubgraphTransport;
  readonly stop: () => Promise<void>;
};

export type ContextResources = {
  readonly environment: ContextEnvironment;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly broker: Broker;
  /** Waits between the attempts at a message, where the usual ones do not fit. */
  readonly retryDelays?: readonly number[];
};

export const defineContext = <Env extends z.ZodType>(definition: ContextDefinition<Env>): ContextDefinition<Env> => definition;

const webhookOf =
  (webhooks: Readonly<Record<string, WebhookHandler>>): WebhookHandler =>
  async (request) => {
    const handler = Object.hasOwn(webhooks, request.path) ? webhooks[request.path] : undefined;
    return handler === undefined ? { status: 404, body: 'not found' } : handler(request);
  };

const listenerOf = (listens: readonly EventHandler[], event: Envelope): EventHandler => {
  const found = listens.find(({ contract }) => contract.type === event.type && contract.version === event.version);
  if (found === undefined) throw new Error(`nothing listens to ${event.type} any more`);
  return found;
};

/** The executable schema of a context with what the platform adds to each. */
export const schemaOf = (name: string, parts: ContextParts, db: Database): { schema: GraphQLSchema; sdl: string } => {
  const DeadLetterResolver = deadLetterResolver(name);
  const desk = {
    list: (first: number) => listDeadLetters(db, first),
    replay: (id: string) =>
      replayDeadLetter(db, (event) => handleOnce({ context: name, db }, listenerOf(parts.handlers, event), event), id),
  };
  const resolver = new (DeadLetterResolver as new (d: typeof desk) => object)(desk);
  return buildSubgraph({ ...parts.subgraph, resolvers: [...parts.subgraph.resolvers, resolver] });
};

type Started<Env extends z.ZodType> = {
  readonly definition: ContextDefinition<Env>;
  readonly surroundings: ContextResources;
  readonly db: Database;
  readonly log: Log;
  /** What the start of a part leaves to be stopped; stopped in reverse. */
  readonly onStop: (stop: () => void | Promise<void>) => void;
};

const wireContext = async <Env extends z.ZodType>({ definition, surroundings, db, log, onStop }: Started<Env>, env: z.output<Env>) => {
  const { name } = definition;
  const { environment, broker, retryDelays } = surroundings;
  const retrying = retryDelays === undefined ? {} : { retryDelays };
  const live = startLive(name, db, { broker });
  onStop(live.stop);
  const idempotency = createIdempotency(db);
  const seal = createSeal(environment.SEALING_KEY);
  const changes = startInvalidations({ context: name, db, broker });
  onStop(changes.stop);
  const caches = createCaches({ context: name, redisUrl: environment.REDIS_URL, gaps: changes.gaps, log });
  onStop(caches.stop);
  const history = { replay: createReplay(broker, log), lag: lagOf(broker, name) };
  const memory = { cache: caches.cache, invalidations: changes };
  const tools = toolsOf({ context: name, log });
  const parts = await definition.wire({ env, db, clock: now, newId, log, seal, live, idempotency, ...tools, ...history, ...memory });
  onStop(() => parts.stop?.());
  onStop(serveReplays({ context: name, broker, log, read: readHistory(db) }));
  const { schema, sdl } = schemaOf(name, parts, db);
  const subgraph = createSubgraph({ schema, verify: identityVerifier(environment.IDENTITY_KEY), idempotency, log });
  const relay = startRelay({ context: name, url: environment.DATABASE_URL, broker, log });
  onStop(relay.stop);
  db.onCommit(relay.committed);
  const consumers = startConsumers({ context: name, listens: parts.handlers, broker, db, log, ...retrying });
  onStop(consumers.stop);
  const jobs = await startJobs({ context: name, db, jobs: [...parts.jobs, ...housekeeping(db)], log });
  onStop(jobs.stop);
  const isReady = async (): Promise<boolean> => (await db.query('SELECT 1').catch(() => [])).length === 1;
  const webhook = webhookOf(parts.webhooks ?? {});
  const transport: SubgraphTransport = { name, ...subgraph, webhook, isReady, close: () => Promise.resolve() };
  return { name, schema, sdl, db, jobs, log, transport };
};

/** Migrates, wires and starts a context: relay, consumers, jobs and graph. What a failed start has begun is stopped again. */
export const startContext = async <Env extends z.ZodType>(
  definition: ContextDefinition<Env>,
  surroundings: ContextResources,
): Promise<RunningContext> => {
  const { name } = definition;
  const { environment } = surroundings;
  const env = parseEnv(definition.env, surroundings.variables);
  const log = createLog(name, environment.LOG_LEVEL);
  const options = { name, url: environment.DATABASE_URL, poolSize: environment.DATABASE_POOL_SIZE, tables: definition.tables ?? {} };
  await migrate({ ...options, url: environment.MIGRATION_URL ?? environment.DATABASE_URL }, definition.migrations);
  const db = await openDatabase(options);
  const stops: (() => void | Promise<void>)[] = [db.close];
  const stop = async (): Promise<void> => {
    for (const each of stops.reverse().splice(0)) await each();
  };
  try {
    const running = await wireContext({ definition, surroundings, db, log, onStop: (each) => stops.push(each) }, env);
    return { ...running, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
