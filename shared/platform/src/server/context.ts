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
import { buildSubgraph, type SubgraphDefinition } from '../graphql/subgraph-schema';
import { housekeeping } from '../application/housekeeping';
import { createIdempotency, type Idempotency } from '../application/idempotency';
import { identityVerifier } from './identity';
import type { MigrationClass } from '../migrations/migration';
import { newId, now } from '../core/ids';
import { startJobs, useCaseTools, type Jobs } from '../application/jobs';
import type { EventHandler } from '../messaging/event-handler';
import { startLive, type Live } from '../messaging/live';
import { createLog, type Log } from '../core/log';
import { startRelay } from '../messaging/relay';
import { createReplay, type Replay } from '../messaging/replay';
import { serveReplays, readHistory } from '../messaging/serve-replays';
import { createSeal, type Seal } from '../core/seal';
import { createSubgraph } from './subgraph';
import type { SubgraphTransport, WebhookHandler } from './subgraph-transport';

/** The services that the platform provides to a context's main.ts. */
export type Platform<Env> = {
  readonly env: Env;
  readonly db: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  /** Raises an alert: a log line with the field `alert`, and the counter `alerts_total`. */
  readonly alert: Alert;
  /** Retries work on write conflicts. */
  readonly retry: Retry;
  /** The cause of writes without a client request or message. */
  readonly systemCause: SystemCause;
  readonly seal: Seal;
  readonly live: Live;
  readonly idempotency: Idempotency;
  /** Creates a cache, in memory or with Redis, depending on the environment. See `invalidations`. */
  readonly cache: Caches['cache'];
  /** Notifications about changed entities of this context, from any replica. */
  readonly invalidations: Invalidations;
  /** Reads the published events of other contexts from their outboxes, for building read models. */
  readonly replay: Replay;
  /** The number of messages that this context has not handled yet. */
  readonly lag: MeasureLag;
};

/** A context after wiring. */
export type WiredContext = {
  readonly subgraph: SubgraphDefinition;
  readonly handlers: readonly EventHandler[];
  readonly jobs: readonly Job[];
  /** HTTP routes of the context by path, such as provider webhooks or a key set. */
  readonly webhooks?: Readonly<Record<string, WebhookHandler>>;
  readonly stop?: () => Promise<void>;
};

/** A context: its manifest, environment, tables and wiring. */
export type ContextDefinition<Env extends z.ZodType = z.ZodType> = {
  /** The name of its folder, subgraph and database; letters a to z only. */
  readonly name: string;
  /** The display name, on the start page and in documentation. */
  readonly title: string;
  /** A short phrase about the data it owns, for the list of contexts. */
  readonly owns: string;
  /**
   * A description of the features that still work when the context is unavailable. Without it, the marketplace is not ready when the
   * context is not.
   */
  readonly optional?: string;
  /**
   * The environment variables of the context, in addition to those of every context. The launcher passes those declared with `setting` and
   * `provided`.
   */
  readonly env: Env;
  readonly migrations: readonly MigrationClass[];
  /** The tables, as `adapters/postgres/tables.ts` exports them. */
  readonly tables?: Tables;
  readonly wire: (platform: Platform<z.output<Env>>) => WiredContext | Promise<WiredContext>;
};

/** The metadata of a context for the gateway, the launcher and the documentation. */
export type ContextManifest = Pick<ContextDefinition, 'name' | 'title' | 'owns' | 'optional'>;

export type RunningContext = {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** The SDL of the subgraph for composition, sorted. */
  readonly sdl: string;
  readonly db: Database;
  readonly jobs: Jobs;
  readonly log: Log;
  /** The transport of the gateway to this context within the process. */
  readonly transport: SubgraphTransport;
  readonly stop: () => Promise<void>;
};

export type ContextResources = {
  readonly environment: ContextEnvironment;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly broker: Broker;
  /** The waits between attempts to handle a message, if they differ from the default. */
  readonly retryDelays?: readonly number[];
};

export const defineContext = <Env extends z.ZodType>(definition: ContextDefinition<Env>): ContextDefinition<Env> => definition;

const webhookOf =
  (webhooks: Readonly<Record<string, WebhookHandler>>): WebhookHandler =>
  async (request) => {
    const handler = Object.hasOwn(webhooks, request.path) ? webhooks[request.path] : undefined;
    return handler === undefined ? { status: 404, body: 'not found' } : handler(request);
  };

const handlerOf = (handlers: readonly EventHandler[], event: Envelope): EventHandler => {
  const found = handlers.find(({ contract }) => contract.type === event.type && contract.version === event.version);
  if (found === undefined) throw new Error(`no handler for ${event.type}`);
  return found;
};

/** The executable schema of a context, including the fields that the platform adds. */
export const schemaOf = (name: string, wired: WiredContext, db: Database): { schema: GraphQLSchema; sdl: string } => {
  const DeadLetterResolver = deadLetterResolver(name);
  const operations = {
    list: (first: number) => listDeadLetters(db, first),
    replay: (id: string) => replayDeadLetter(db, (event) => handleOnce({ context: name, db }, handlerOf(wired.handlers, event), event), id),
  };
  const resolver = new (DeadLetterResolver as new (d: typeof operations) => object)(operations);
  return buildSubgraph({ ...wired.subgraph, resolvers: [...wired.subgraph.resolvers, resolver] });
};

type Started<Env extends z.ZodType> = {
  readonly definition: ContextDefinition<Env>;
  readonly resources: ContextResources;
  readonly db: Database;
  readonly log: Log;
  /** Registers a function to call on stop, in reverse order. */
  readonly onStop: (stop: () => void | Promise<void>) => void;
};

const wireContext = async <Env extends z.ZodType>({ definition, resources, db, log, onStop }: Started<Env>, env: z.output<Env>) => {
  const { name } = definition;
  const { environment, broker, retryDelays } = resources;
  const retrying = retryDelays === undefined ? {} : { retryDelays };
  const live = startLive(name, db, { broker });
  onStop(live.stop);
  const idempotency = createIdempotency(db);
  const seal = createSeal(environment.SEALING_KEY);
  const invalidations = startInvalidations({ context: name, db, broker });
  onStop(invalidations.stop);
  const caches = createCaches({ context: name, redisUrl: environment.REDIS_URL, gaps: invalidations.gaps, log });
  onStop(caches.stop);
  const history = { replay: createReplay(broker, log), lag: lagOf(broker, name) };
  const memory = { cache: caches.cache, invalidations: invalidations };
  const tools = useCaseTools({ context: name, log });
  const wired = await definition.wire({ env, db, clock: now, newId, log, seal, live, idempotency, ...tools, ...history, ...memory });
  onStop(() => wired.stop?.());
  onStop(serveReplays({ context: name, broker, log, read: readHistory(db) }));
  const { schema, sdl } = schemaOf(name, wired, db);
  const subgraph = createSubgraph({ schema, verify: identityVerifier(environment.IDENTITY_KEY), idempotency, log });
  const relay = startRelay({ context: name, url: environment.DATABASE_URL, broker, log });
  onStop(relay.stop);
  db.onCommit(relay.committed);
  const consumers = startConsumers({ context: name, handlers: wired.handlers, broker, db, log, ...retrying });
  onStop(consumers.stop);
  const jobs = await startJobs({ context: name, db, jobs: [...wired.jobs, ...housekeeping(db)], log });
  onStop(jobs.stop);
  const isReady = async (): Promise<boolean> => (await db.query('SELECT 1').catch(() => [])).length === 1;
  const webhook = webhookOf(wired.webhooks ?? {});
  const transport: SubgraphTransport = { name, ...subgraph, webhook, isReady, close: () => Promise.resolve() };
  return { name, schema, sdl, db, jobs, log, transport };
};

/** Migrates, wires and starts a context: relay, consumers, jobs and subgraph. If the start fails, everything already started is stopped. */
export const startContext = async <Env extends z.ZodType>(
  definition: ContextDefinition<Env>,
  resources: ContextResources,
): Promise<RunningContext> => {
  const { name } = definition;
  const { environment } = resources;
  const env = parseEnv(definition.env, resources.variables);
  const log = createLog(name, environment.LOG_LEVEL);
  const options = { name, url: environment.DATABASE_URL, poolSize: environment.DATABASE_POOL_SIZE, tables: definition.tables ?? {} };
  await migrate({ ...options, url: environment.MIGRATION_URL ?? environment.DATABASE_URL }, definition.migrations);
  const db = await openDatabase(options);
  const stops: (() => void | Promise<void>)[] = [db.close];
  const stop = async (): Promise<void> => {
    for (const each of stops.reverse().splice(0)) await each();
  };
  try {
    const running = await wireContext({ definition, resources, db, log, onStop: (each) => stops.push(each) }, env);
    return { ...running, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
