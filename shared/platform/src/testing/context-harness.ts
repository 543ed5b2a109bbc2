import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import type { Actor, Role, SellerId, UserId } from '@marketplace/kernel';
import { subjectOf, type DataOf, type Envelope, type EventContract } from '@marketplace/schema';
import { databaseFrom, eventually, sharedBroker, type FreshBroker, type FreshDatabase } from '@marketplace/testing';
import { connectBroker, stream, type Broker } from '../messaging/broker';
import { startContext, type ContextDefinition, type RunningContext } from '../server/context';
import { migrate } from '../database/database';
import { signIdentity } from '../server/identity';
import { newId } from '../core/ids';
import { createLog } from '../core/log';
import { statements } from '../core/metrics';
import { createSeal, type Seal } from '../core/seal';
import { envelopeOf, type EventMeta } from './event-meta';

export { tableDifferences } from './table-differences';
export { fakeProducers, type Producers } from './fake-producers';
export type { EventMeta } from './event-meta';
export type { Access, GraphClient, ContextWalk } from './context-walk';

export { localMemory, type LocalMemory } from './local-memory';

type Answer = { readonly data: Record<string, unknown> | null; readonly errors: ExecutionResult['errors'] };

/** A running context with its own servers, and methods to simulate other contexts. */
export type ContextHarness = {
  readonly running: RunningContext;
  readonly broker: Broker;
  readonly brokerUrl: string;
  readonly database: FreshDatabase;
  readonly seal: Seal;
  /** Publishes an event of another context. Repeating the eventId simulates a second delivery. Returns the event ID. */
  readonly publish: <Contract extends EventContract>(contract: Contract, data: DataOf<Contract>, meta: EventMeta) => Promise<string>;
  /** Waits until the context has published such an event, and returns its data. */
  readonly waitForEvent: <Contract extends EventContract>(
    contract: Contract,
    matching?: (data: DataOf<Contract>) => boolean,
  ) => Promise<DataOf<Contract>>;
  /** The data of all events of a contract that the context has published, oldest first. */
  readonly publishedEvents: <Contract extends EventContract>(contract: Contract) => Promise<readonly DataOf<Contract>[]>;
  /** Waits until the context has handled an event (its inbox contains it). */
  readonly waitUntilHandled: (eventId: string) => Promise<void>;
  readonly graph: (
    actor: Exclude<Actor, { kind: 'system' }>,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ) => Promise<Answer>;
  readonly follow: (
    actor: Exclude<Actor, { kind: 'system' }>,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ) => Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;
  /** The number of SQL statements that the context sends while the work runs, without those of the relay. */
  readonly countStatements: (work: () => Promise<unknown>) => Promise<number>;
  /** The number of SQL statements of a read: the minimum of several runs, because jobs of the context send statements too. */
  readonly statementsOf: (read: () => Promise<unknown>) => Promise<number>;
  /** Pauses these jobs; from now on only the test runs them. */
  readonly pauseJobs: (...jobs: readonly string[]) => Promise<void>;
  /** Starts another replica with the same database and broker. It stops with the harness. */
  readonly replica: () => Promise<Pick<ContextHarness, 'graph' | 'running' | 'broker'>>;
  readonly stop: () => Promise<void>;
};

const identityKey = 'test-identity-key-of-at-least-32-characters';

export const userActor = (
  userId: UserId,
  roles: readonly Role[] = ['buyer'],
  sellerIds: readonly SellerId[] = [],
): Extract<Actor, { kind: 'user' }> => ({
  kind: 'user',
  userId,
  roles,
  sellerIds,
});

const testKey = (): string =>
  JSON.stringify({ ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'test', alg: 'EdDSA' });

type HarnessOptions = {
  readonly variables?: Readonly<Record<string, string>>;
  readonly retryDelays?: readonly number[];
  /** A broker server that the test may stop, and must close itself. By default, an account on the shared server. */
  readonly brokerServer?: FreshBroker;
};

/** Creates a migrated database for a context. */
const contextDatabase = ({ name, migrations, tables = {} }: ContextDefinition): Promise<FreshDatabase> =>
  databaseFrom({
    about: name,
    version: migrations.map(String).join(),
    fill: (url) => migrate({ name, url, poolSize: 2, tables }, migrations),
  });

/** Deletes the stream and releases the broker account. */
const releaseBroker = async (broker: Broker, { release }: { readonly release: () => Promise<void> }): Promise<void> => {
  await broker.manager.streams.delete(stream).catch(() => false);
  await broker.close();
  await release();
};

const statementCounter = (context: string): Pick<ContextHarness, 'countStatements' | 'statementsOf'> => {
  const sent = async (): Promise<number> => {
    const { values } = await statements.get();
    const own = values.filter(({ labels }) => labels.context === context && labels.sender === 'context');
    return own.reduce((sum, { value }) => sum + value, 0);
  };
  const countStatements = async (work: () => Promise<unknown>): Promise<number> => {
    const before = await sent();
    await work();
    return (await sent()) - before;
  };
  return {
    countStatements,
    statementsOf: async (read) => {
      const counts: number[] = [];
      while (counts.length < 6) counts.push(await countStatements(read));
      return Math.min(...counts);
    },
  };
};

/** Starts a context with its own database and broker account. */
export const contextHarness = async (
  definition: ContextDefinition,
  { variables = {}, brokerServer, ...options }: HarnessOptions = {},
): Promise<ContextHarness> => {
  const [database, shared] = await Promise.all([contextDatabase(definition), brokerServer ?? sharedBroker()]);
  const brokerUrl = shared.url;
  const broker = await connectBroker(brokerUrl, 'test', createLog('test', 'silent'));
  const sealingKey = randomBytes(32).toString('base64');
  const environment = {
    DATABASE_URL: database.url,
    NATS_URL: brokerUrl,
    IDENTITY_KEY: identityKey,
    SEALING_KEY: sealingKey,
    ...(variables['REDIS_URL'] === undefined ? {} : { REDIS_URL: variables['REDIS_URL'] }),
    DATABASE_POOL_SIZE: 10,
    LOG_LEVEL: (variables['LOG_LEVEL'] ?? 'silent') as 'silent',
  };
  const ownVariables = { JWT_PRIVATE_JWK: testKey(), ...variables };
  const startWith = (replicaBroker: Broker): Promise<RunningContext> =>
    startContext(definition, { environment, variables: ownVariables, broker: replicaBroker, ...options });
  const running = await startWith(broker);
  const { db, transport } = running;
  const replicas: (() => Promise<void>)[] = [];

  const publishedEvents = async <Contract extends EventContract>(contract: Contract): Promise<readonly DataOf<Contract>[]> => {
    const rows = await db.query<{ payload: Envelope<DataOf<Contract>> }>(
      'SELECT payload FROM outbox_events WHERE subject = $1 ORDER BY seq',
      [subjectOf(contract)],
    );
    return rows.map((row) => row.payload.data);
  };
  const request = (actor: Exclude<Actor, { kind: 'system' }>, query: string, graphVariables: Readonly<Record<string, unknown>> = {}) => ({
    query,
    variables: graphVariables,
    identity: signIdentity(actor, Date.now() + 600_000, identityKey),
    correlationId: 'test',
  });
  const graphOf =
    ({ execute }: RunningContext['transport']): ContextHarness['graph'] =>
    async (actor, query, graphVariables) => {
      const result = await execute(request(actor, query, graphVariables));
      // As a client receives it: plain JSON.
      return JSON.parse(JSON.stringify({ data: result.data ?? null, errors: result.errors })) as Answer;
    };
  return {
    running,
    broker,
    brokerUrl,
    database,
    seal: createSeal(sealingKey),
    publishedEvents,
    publish: async (contract, data, meta) => {
      const event = envelopeOf(contract, data, meta);
      await broker.ensureStream();
      // With a new message ID, so that the broker does not deduplicate a second delivery.
      await broker.publish({ subject: subjectOf(contract), id: newId(), aggregateId: meta.aggregateId, payload: JSON.stringify(event) });
      return event.id;
    },
    waitForEvent: <Contract extends EventContract>(contract: Contract, matching: (data: DataOf<Contract>) => boolean = () => true) =>
      eventually<DataOf<Contract> | undefined>(async () => (await publishedEvents(contract)).find(matching), {
        waitingFor: contract.type,
      }) as Promise<DataOf<Contract>>,
    waitUntilHandled: async (eventId) => {
      await eventually(async () => (await db.query('SELECT 1 FROM inbox WHERE message_id = $1', [eventId])).length > 0, {
        waitingFor: 'the event to be handled',
      });
    },
    graph: graphOf(transport),
    follow: (actor, query, graphVariables) => transport.subscribe(request(actor, query, graphVariables)),
    ...statementCounter(definition.name),
    pauseJobs: async (...jobs) => {
      const postpone = () =>
        db.query<{ hasRun: boolean }>(
          `UPDATE jobs SET due_at = now() + interval '1 year' WHERE name = ANY ($1) AND due_at < now() + interval '1 month'
           RETURNING last_run_at IS NOT NULL AS "hasRun"`,
          [jobs],
        );
      const postponed = await postpone();
      if (postponed.length < jobs.length) throw new Error(`not all of these are jobs of ${definition.name}: ${jobs.join(', ')}`);
      // A run in progress sets the next due time.
      if (postponed.some(({ hasRun }) => hasRun)) await eventually(async () => (await postpone()).length === 0, { every: 3_000 });
    },
    replica: async () => {
      const replicaBroker = await connectBroker(brokerUrl, 'replica', createLog('replica', 'silent'));
      const other = await startWith(replicaBroker);
      replicas.push(async () => {
        await other.stop();
        await replicaBroker.close();
      });
      return { graph: graphOf(other.transport), running: other, broker: replicaBroker };
    },
    stop: async () => {
      for (const stop of replicas) await stop();
      await running.stop();
      if ('release' in shared) await releaseBroker(broker, shared);
      else await broker.close();
      await database.drop();
    },
  };
};
