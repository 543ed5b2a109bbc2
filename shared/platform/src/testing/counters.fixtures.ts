import { randomBytes } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Arg, Ctx, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { z } from 'zod';
import type { Job } from '@marketplace/application';
import { systemOf, type Cause } from '@marketplace/kernel';
import { event } from '@marketplace/schema';
import { connectBroker, type Broker } from '../messaging/broker';
import { defineContext, startContext, type ContextDefinition, type Platform, type RunningContext } from '../server/context';
import type { Database } from '../database/database';
import { command, SubscriptionFrom, type GraphContext } from '../graphql';
import { newId } from '../core/ids';
import { handle } from '../messaging/event-handler';
import { createLog } from '../core/log';
import { appendOnly } from '../migrations/migration';
import { eventMessage } from '../database/event-message';
import type { ContextHarness } from './context-harness';
import { t } from '../graphql/fields';
import { objectType, inputType, argsType } from '../graphql/types';

/** A minimal context: counters that other contexts can raise. */
export type Counter = { readonly id: string; readonly version: number; readonly value: number };

const requestData = z.object({ counterId: z.uuid(), trouble: z.string().optional() });

export const RaiseRequestedV1 = event({
  context: 'askers',
  aggregate: 'Asker',
  type: 'RaiseRequested',
  version: 1,
  description: 'An increment of a counter was requested.',
  data: requestData,
  example: { counterId: '01900000-0000-7000-8000-000000000001' },
});

export const CounterRaisedV1 = event({
  context: 'counters',
  aggregate: 'Counter',
  type: 'CounterRaised',
  version: 1,
  description: 'A counter was incremented.',
  data: z.object({ counterId: z.uuid(), value: z.int().positive(), note: z.string().optional() }),
  example: { counterId: '01900000-0000-7000-8000-000000000001', value: 1 },
});

export class Counters1700000000001 implements MigrationInterface {
  readonly name = 'Counters1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE counters (id uuid PRIMARY KEY, version integer NOT NULL, value integer NOT NULL);
      CREATE TABLE counter_history (counter_id uuid NOT NULL, version integer NOT NULL, PRIMARY KEY (counter_id, version));
      ${appendOnly('counter_history')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE counter_history, counters');
  }
}

export const readCounter = async (db: Database, id: string): Promise<Counter | undefined> => {
  const [row] = await db.query<Counter>('SELECT id, version, value FROM counters WHERE id = $1', [id]);
  return row;
};

/** Writes state, history and event atomically, with a compare-and-swap. */
export const writeRaised = async (
  db: Database,
  { id, counter }: { id: string; counter: Counter | undefined },
  cause: Cause,
): Promise<Counter> => {
  const raised: Counter = { id, version: (counter?.version ?? 0) + 1, value: (counter?.value ?? 0) + 1 };
  const unit = db.unit(cause);
  if (counter === undefined) unit.add('INSERT INTO counters (id, version, value) VALUES ($1, $2, $3)', [id, raised.version, raised.value]);
  else {
    unit.add(
      'UPDATE counters SET version = $3, value = $4 WHERE id = $1 AND version = $2',
      [id, counter.version, raised.version, raised.value],
      1,
    );
  }
  await unit
    .add('INSERT INTO counter_history (counter_id, version) VALUES ($1, $2)', [id, raised.version])
    .publish(eventMessage(CounterRaisedV1, raised, { counterId: id, value: raised.value }))
    .commit();
  return raised;
};

export const raise = async (db: Database, id: string, cause: Cause): Promise<Counter> =>
  writeRaised(db, { id, counter: await readCounter(db, id) }, cause);

export const someCause = (): Cause => ({ actor: systemOf('test'), correlationId: newId() });

const CounterType = objectType('Counter', 'A counter.', {
  id: t.id('The ID of the counter.'),
  value: t.int('The value of the counter.'),
  version: t.int('The version of the counter.'),
});

const CounterRaiseInput = inputType('CounterRaiseInput', 'The input to raise a counter.', {
  id: t.id('The ID of the counter.'),
  idempotencyKey: t.string('The idempotency key.'),
});
type CounterRaiseInput = InstanceType<typeof CounterRaiseInput>;

const CounterFollowedArgs = argsType({
  id: t.id('The ID of the counter.'),
  after: t.int('Returns changes after this version.').default(0),
});
type CounterFollowedArgs = InstanceType<typeof CounterFollowedArgs>;

@Resolver()
class CounterResolver {
  constructor(private readonly platform: Pick<Platform<unknown>, 'db' | 'live'>) {}

  @Query(() => CounterType, { nullable: true, description: 'A counter.' })
  counter(@Arg('id', () => ID, { description: 'The ID of the counter.' }) id: string): Promise<Counter | undefined> {
    return readCounter(this.platform.db, id);
  }

  @Mutation(() => CounterType, { nullable: true, description: 'Raises a counter.' })
  counterRaise(
    @Arg('input', () => CounterRaiseInput, { description: 'The counter to raise.' }) input: CounterRaiseInput,
    @Ctx() graph: GraphContext,
  ) {
    const replay = async (id: string) => (await readCounter(this.platform.db, id)) ?? { refused: 'counter-not-found' };
    return command<Counter>(graph, { operation: 'counterRaise', input, run: (cause) => raise(this.platform.db, input.id, cause), replay });
  }

  follow({ id, after }: CounterFollowedArgs): AsyncIterable<Counter> | Promise<AsyncIterable<Counter>> {
    return followCounter(this.platform, id, { after });
  }

  @SubscriptionFrom(() => CounterType, { description: 'The changes of a counter.', args: CounterFollowedArgs, source: 'follow' })
  counterFollowed(@Root() counter: Counter): Counter {
    return counter;
  }
}

/** Streams the changes of a counter after a version, up to the value `until`. */
export const followCounter = ({ db, live }: Pick<Platform<unknown>, 'db' | 'live'>, id: string, { after = 0, until = Infinity } = {}) =>
  live.follow<Counter>({
    aggregateId: id,
    after,
    read: (version) =>
      db.query<Counter>(
        'SELECT counter_id AS id, version, version AS value FROM counter_history WHERE counter_id = $1 AND version > $2 ORDER BY version LIMIT 7',
        [id, version],
      ),
    version: (counter) => counter.version,
    until: (counter) => counter.version >= until,
  });

/** The options of the context for a test: a hook before requests are handled, jobs, access to the platform. */
export type CounterOptions = {
  readonly before?: (data: z.output<typeof requestData>, cause: Cause) => Promise<void> | void;
  readonly jobs?: readonly Job[];
  readonly wired?: (platform: Platform<object>) => void;
};

export const counterContext = ({ before, jobs = [], wired }: CounterOptions = {}): ContextDefinition<z.ZodObject> =>
  defineContext({
    name: 'counters',
    title: 'Counters',
    owns: 'numbers that only go up',
    env: z.object({}),
    migrations: [Counters1700000000001],
    wire: (platform) => {
      wired?.(platform);
      const { db } = platform;
      return {
        subgraph: {
          resolvers: [new CounterResolver(platform)],
        },
        handlers: [
          handle(RaiseRequestedV1, async ({ data }, cause) => {
            await before?.(data, cause);
            await raise(db, data.counterId, cause);
          }),
        ],
        jobs,
        webhooks: { echo: ({ rawBody, method }) => Promise.resolve({ status: 201, body: `${method} ${rawBody.toString('utf8')}` }) },
      };
    },
  });

/** Another replica of the context of a harness, with its own broker connection. */
export const startReplica = async (
  harness: ContextHarness,
  definition: ContextDefinition,
): Promise<RunningContext & { readonly broker: Broker }> => {
  const broker = await connectBroker(harness.brokerUrl, 'replica', createLog('replica', 'silent'));
  const environment = {
    DATABASE_URL: harness.database.url,
    NATS_URL: harness.brokerUrl,
    IDENTITY_KEY: 'the-identity-key-of-a-replica-in-tests',
    SEALING_KEY: randomBytes(32).toString('base64'),
    DATABASE_POOL_SIZE: 4,
    LOG_LEVEL: 'silent' as const,
  };
  const running = await startContext(definition, { environment, variables: {}, broker });
  const stop = async (): Promise<void> => {
    await running.stop();
    await broker.close();
  };
  return { ...running, broker, stop };
};
