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
export { fakeProducers as playProducers, type Producers } from './fake-producers';
export type { EventMeta as Said } from './event-meta';
export type { Access, Asking, ContextWalk } from './context-walk';

export { localMemory, type LocalMemory } from './local-memory';

type Answer = { readonly data: Record<string, unknown> | null; readonly errors: ExecutionResult['errors'] };

/** One context with real servers of its own, and the means to play everybody else. */
export type ContextHarness = {
  readonly running: RunningContext;
  readonly broker: Broker;
  readonly brokerUrl: string;
  readonly database: FreshDatabase;
  readonly seal: Seal;
  /** Publishes an event as another context would; the same eventId again is a second delivery. Returns the event's id. */
  readonly publish: <Contract extends EventContract>(contract: Contract, data: DataOf<Contract>, said: EventMeta) => Promise<string>;
  /** Waits until the context has announced such an event, and returns its data. */
  readonly waitForEvent: <Contract extends EventContract>(
    contract: Contract,
    matching?: (data: DataOf<Contract>) => boolean,
  ) => Promise<DataOf<Contract>>;
  /** Every event of a contract that the context has announced so far, oldest first. */
  readonly publishedEvents: <Contract extends EventContract>(contract: Contract) => Promise<readonly DataOf<Contract>[]>;
  /** Waits until the context has taken note of an event (its inbox has it). */
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
  /** SQL statements that the context sends while the work runs; those of its relay are not counted. */
  readonly countStatements: (work: () => Promise<unknown>) => Promise<number>;
  /** SQL statements that a read costs: the fewest of several runs, since jobs of the context send statements too. */
  readonly statementsOf: (read: () => Promise<unknown>) => Promise<number>;
  /** From now on these jobs run when the test runs them, and only then. */
  readonly pauseJobs: (...jobs: readonly string[]) => Promise<void>;
  /** Starts another replica, with a connection of its own to the same database and broker; it stops with the harness. */
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

type Setting = {
  readonly variables?: Readonly<Record<string, string>>;
  readonly retryDelays?: readonly number[];
  /** A broker that the test may kill; it drops it itself. Without it, one on the shared server. */
  readonly brokerServer?: FreshBroker;
};

/** A migrated database for a context. */
const contextDatabase = ({ name, migrations, tables = {} }: ContextDefinition): Promise<FreshDatabase> =>
  databaseFrom({
    about: name,
    version: migrations.map(String).join(),
    fill: (url) => migrate({ name, url, poolSize: 2, tables }, migrations),
  });

/** Deletes the stream and returns the account to the others. */
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

/** Starts a context on a database and a broker that no other test uses. */
export const contextHarness = async (
  definition: ContextDefinition,
  { variables = {}, brokerServer, ...setting }: Setting = {},
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
  const startWith = (its: Broker): Promise<RunningContext> =>
    startContext(definition, { environment, variables: ownVariables, broker: its, ...setting });
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
      // As a client gets it: plain JSON.
      return JSON.parse(JSON.stringify({ data: result.data ?? null, errors: result.errors })) as Answer;
    };
  return {
    running,
    broker,
    brokerUrl,
    database,
    seal: createSeal(sealingKey),
    publishedEvents,
    publish: async (contract, data, said) => {
      const event = envelopeOf(contract, data, said);
      await broker.ensureStream();
      // Published again with another message id, a second delivery gets past the broker's own deduplication.
      await broker.publish({ subject: subjectOf(contract), id: newId(), aggregateId: said.aggregateId, payload: JSON.stringify(event) });
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
      const put = () =>
        db.query<{ begun: boolean }>(
          `UPDATE jobs SET due_at = now() + interval '1 year' WHERE name = ANY ($1) AND due_at < now() + interval '1 month'
           RETURNING last_run_at IS NOT NULL AS begun`,
          [jobs],
        );
      const held = await put();
      if (held.length < jobs.length) throw new Error(`not all of these are jobs of ${definition.name}: ${jobs.join(', ')}`);
      // A run that is under way says when the next one is due.
      if (held.some(({ begun }) => begun)) await eventually(async () => (await put()).length === 0, { every: 3_000 });
    },
    replica: async () => {
      const its = await connectBroker(brokerUrl, 'replica', createLog('replica', 'silent'));
      const other = await startWith(its);
      replicas.push(async () => {
        await other.stop();
        await its.close();
      });
      return { graph: graphOf(other.transport), running: other, broker: its };
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
