import { AckPolicy } from 'nats';
import { Client } from 'pg';
import { z } from 'zod';
import { eventually, freshBroker, type FreshBroker } from '@marketplace/testing';
import { idOf } from '@marketplace/kernel';
import { event } from '@marketplace/schema';
import { stream } from './broker';
import { startConsumers, type Consumers } from './consumers';
import { newId } from '../core/ids';
import { createLog } from '../core/log';
import { registry } from '../core/metrics';
import { handle } from './event-handler';
import { contextHarness, userActor, type ContextHarness } from '../testing/context-harness';
import { counterContext, RaiseRequestedV1, readCounter, startReplica, type CounterOptions } from '../testing/counters.fixtures';

const operator = userActor(idOf(newId()), ['operator']);
const buyer = userActor(idOf(newId()));
const alerted = (name: string) =>
  eventually(async () => (await registry.metrics()).includes(`alerts_total{context="counters",name="${name}"}`), {
    waitingFor: `the alert ${name}`,
  });
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, position) => position + 1);

describe('consumers', () => {
  let harness: ContextHarness;
  let brokerServer: FreshBroker;
  let before: NonNullable<CounterOptions['before']>;
  const definition = counterContext({ before: (data, cause) => before(data, cause) });
  beforeAll(async () => {
    brokerServer = await freshBroker();
    harness = await contextHarness(definition, { retryDelays: [5, 10], brokerServer });
  });
  afterAll(async () => {
    await harness.stop();
    await brokerServer.drop();
  });
  beforeEach(() => {
    before = () => undefined;
  });

  const ask = (counterId: string, said: { aggregateId?: string; eventId?: string; trouble?: string } = {}) => {
    const { trouble, aggregateId = newId(), ...rest } = said;
    const data = trouble === undefined ? { counterId } : { counterId, trouble };
    return harness.publish(RaiseRequestedV1, data, { aggregateId, version: 1, ...rest });
  };
  const valueOf = async (id: string) => (await readCounter(harness.running.db, id))?.value ?? 0;
  const deadLetters = async (actor = operator) =>
    harness.graph(actor, '{ countersDeadLetters { id eventType aggregateId error replayedAt } }');
  const replay = async (id: string, actor = operator) =>
    harness.graph(
      actor,
      'mutation ($id: ID!) { countersDeadLetterReplay(input: { id: $id }) { deadLetter { id error replayedAt } userErrors { code message } } }',
      { id },
    );
  const dead = (id: string) =>
    eventually(async () => (await harness.running.db.query('SELECT 1 FROM dead_letters WHERE id = $1', [id])).length > 0, {
      waitingFor: 'a dead letter',
    });
  const pending = async () => (await harness.broker.manager.consumers.info(stream, 'counters__askers')).num_ack_pending;
  /** After a later message of another aggregate was handled, earlier messages have been handled too. */
  const quiet = async () => {
    await harness.waitUntilHandled(await ask(newId()));
    await eventually(async () => (await pending()) === 0, { waitingFor: 'every message to be acknowledged' });
  };

  it('handle a message once, for any number of deliveries', async () => {
    const counterId = newId();
    const eventId = await ask(counterId);
    await harness.waitUntilHandled(eventId);
    await ask(counterId, { eventId });
    await quiet();
    expect(await valueOf(counterId)).toBe(1);
  });

  it('handle a message once when two replicas receive it concurrently', async () => {
    const replica = await startReplica(harness, counterContext());
    const requests = range(10).map(() => ({ counterId: newId(), eventId: newId() }));
    await Promise.all(requests.flatMap(({ counterId, eventId }) => range(4).map(() => ask(counterId, { eventId }))));
    for (const { eventId } of requests) await harness.waitUntilHandled(eventId);
    await quiet();
    expect(await Promise.all(requests.map(({ counterId }) => valueOf(counterId)))).toEqual(requests.map(() => 1));
    await replica.stop();
  });

  it('store a dead letter for a message that always fails, and continue with others', async () => {
    before = ({ trouble }) => {
      if (trouble !== undefined) throw new Error(trouble);
    };
    const [counterId, asker] = [newId(), newId()];
    const poison = await ask(counterId, { aggregateId: asker, trouble: 'not possible' });
    const next = await ask(counterId, { aggregateId: asker });
    await harness.waitUntilHandled(next);
    await dead(poison);
    await alerted('dead-letter');
    expect(await valueOf(counterId)).toBe(1);

    const letters = await deadLetters();
    expect(letters.data?.['countersDeadLetters']).toContainEqual(
      expect.objectContaining({
        id: poison,
        eventType: 'RaiseRequested',
        aggregateId: asker,
        error: 'Error: not possible',
        replayedAt: null,
      }),
    );
    expect((await replay(poison)).data).toMatchObject({
      countersDeadLetterReplay: { deadLetter: { id: poison, replayedAt: null }, userErrors: [{ code: 'DEAD_LETTER_FAILED_AGAIN' }] },
    });

    before = () => undefined;
    expect((await replay(poison)).data).toMatchObject({
      countersDeadLetterReplay: { deadLetter: { id: poison, replayedAt: expect.any(String) }, userErrors: [] },
    });
    expect(await valueOf(counterId)).toBe(2);
    await replay(poison);
    expect(await valueOf(counterId)).toBe(2);
  });

  it('show dead letters to operators only', async () => {
    expect(await deadLetters(buyer)).toMatchObject({ data: null, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await replay(newId(), buyer)).toMatchObject({ data: null, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect((await replay(newId())).data).toMatchObject({
      countersDeadLetterReplay: { deadLetter: null, userErrors: [{ code: 'DEAD_LETTER_NOT_FOUND' }] },
    });
    expect((await replay('no id')).data).toMatchObject({ countersDeadLetterReplay: { userErrors: [{ code: 'DEAD_LETTER_NOT_FOUND' }] } });
  });

  it('store the path of a contract violation in the dead letter', async () => {
    const id = newId();
    const event = {
      id,
      type: 'RaiseRequested',
      version: 1,
      context: 'askers',
      aggregate: { type: 'Asker', id, version: 1 },
      occurredAt: '2026-11-21T08:30:00.000Z',
      correlationId: 'c',
      actor: 'system:askers',
      data: { counterId: 7 },
    };
    await harness.broker.publish({ subject: 'evt.askers.asker.raise-requested.v1', id, aggregateId: id, payload: JSON.stringify(event) });
    await dead(id);
    const [row] = await harness.running.db.query<{ error: string }>('SELECT error FROM dead_letters WHERE id = $1', [id]);
    expect(row?.error).toMatch(/^Error: RaiseRequested violates its contract: counterId: /);
  });

  it('delay later messages of an aggregate during retries, and no others', async () => {
    const [asker, order] = [newId(), [] as string[]];
    const [first, second, other] = [newId(), newId(), newId()];
    let failures = 2;
    before = async ({ counterId }) => {
      if (counterId === first && (failures -= 1) >= 0) {
        await eventually(() => order.includes(other), { waitingFor: 'the other aggregate to pass' });
        throw new Error('not yet');
      }
      order.push(counterId);
    };
    await ask(first, { aggregateId: asker });
    const last = await ask(second, { aggregateId: asker });
    await ask(other);
    await harness.waitUntilHandled(last);
    expect(order).toEqual([other, first, second]);
  });

  it('store unreadable messages, and skip events without a handler', async () => {
    await harness.broker.publish({
      subject: 'evt.askers.asker.raise-requested.v1',
      id: newId(),
      aggregateId: newId(),
      payload: 'not json \u0000',
    });
    const id = newId();
    const event = {
      id,
      type: 'AskerSighed',
      version: 1,
      context: 'askers',
      aggregate: { type: 'Asker', id, version: 1 },
      occurredAt: '2026-11-21T08:30:00.000Z',
      correlationId: 'c',
      actor: 'system:askers',
      data: {},
    };
    await harness.broker.publish({ subject: 'evt.askers.asker.asker-sighed.v1', id, aggregateId: id, payload: JSON.stringify(event) });
    await quiet();
    const rows = await harness.running.db.query<{ payload: string }>(`SELECT payload FROM dead_letters WHERE event_type = 'unreadable'`);
    expect(rows).toEqual([{ payload: 'not json \u0000' }]);
    await alerted('unreadable-message');
  });

  const crash = async (meanwhile = () => Promise.resolve()) => {
    const generation = harness.broker.generation();
    await brokerServer.kill();
    await meanwhile();
    await brokerServer.restart();
    await eventually(() => harness.broker.generation() > generation, { waitingFor: 'the connection to stand again' });
  };

  it('restart when the broker has lost their consumer or was unavailable', async () => {
    await harness.broker.manager.consumers.delete(stream, 'counters__askers');
    await harness.waitUntilHandled(await ask(newId()));
    await crash();
    await harness.waitUntilHandled(await ask(newId()));
    await crash(brokerServer.wipeStore);
    await harness.waitUntilHandled(await ask(newId()));
  });

  it('keep retrying while the database is unavailable', async () => {
    const admin = new Client({ connectionString: harness.database.adminUrl.replace(/\/[^/]*$/, '/postgres') });
    await admin.connect();
    const { name } = harness.database;
    let tries = 0;
    before = () => {
      tries += 1;
    };
    await admin.query(`ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS false`);
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    const counterId = newId();
    const eventId = await ask(counterId);
    await eventually(() => tries > 4, { waitingFor: 'more tries than a message has' });
    await admin.query(`ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS true`);
    await admin.end();
    await harness.waitUntilHandled(eventId);
    expect(await valueOf(counterId)).toBe(1);
    expect(await harness.running.db.query('SELECT 1 FROM dead_letters WHERE id = $1', [eventId])).toEqual([]);
  });

  it('stop without waiting for retries; the message is redelivered', async () => {
    const { running, broker } = harness;
    const handledBy: string[] = [];
    const consumersOf = (name: string, work: () => Promise<void>) =>
      startConsumers({
        context: 'others',
        db: running.db,
        broker,
        log: createLog('test', 'silent'),
        retryDelays: [60_000],
        handlers: [
          handle(RaiseRequestedV1, () => {
            handledBy.push(name);
            return work();
          }),
        ],
      });
    const first = consumersOf('first', () => Promise.reject(new Error('not now')));
    await ask(newId());
    await eventually(() => handledBy.length > 0, { waitingFor: 'the first to try' });
    await first.stop();
    const second = consumersOf('second', () => Promise.resolve());
    await eventually(() => handledBy.includes('second'), { waitingFor: 'the second to handle it' });
    await second.stop();
  });

  describe('of a context whose handlers change from release to release', () => {
    const ReminderSentV1 = event({
      context: 'askers',
      aggregate: 'Asker',
      type: 'ReminderSent',
      version: 1,
      description: 'An asker was reminded.',
      data: z.object({ counterId: z.uuid() }),
      example: { counterId: '01900000-0000-7000-8000-000000000001' },
    });
    const subjects = {
      raise: 'evt.askers.asker.raise-requested.v1',
      reminder: 'evt.askers.asker.reminder-sent.v1',
      reset: 'evt.askers.asker.counter-reset.v1',
    };
    const contracts = { raise: RaiseRequestedV1, reminder: ReminderSentV1 };
    let context: string;
    let handledBy: string[];
    let running: Consumers[];
    beforeEach(() => {
      context = `releases${newId().slice(-12)}`;
      handledBy = [];
      running = [];
    });
    afterEach(() => Promise.all(running.map((each) => each.stop())));

    const release = (name: string, ...handles: readonly (keyof typeof contracts)[]): Consumers => {
      const consumers = startConsumers({
        context,
        db: harness.running.db,
        broker: harness.broker,
        log: createLog('test', 'silent'),
        handlers: handles.map((each) =>
          handle(contracts[each], ({ id }) => {
            handledBy.push(`${name}: ${each} ${id}`);
            return Promise.resolve();
          }),
        ),
      });
      running.push(consumers);
      return consumers;
    };
    const consumer = () => harness.broker.manager.consumers.info(stream, `${context}__askers`);
    const filtered = (...wanted: readonly string[]) =>
      eventually(async () => (await consumer()).config.filter_subjects?.join() === wanted.join(), {
        waitingFor: `the filter ${wanted.join()}`,
      });
    const remind = () => harness.publish(ReminderSentV1, { counterId: newId() }, { aggregateId: newId(), version: 1 });
    const handled = (line: string) => eventually(() => handledBy.includes(line), { waitingFor: line });

    it('receive handled events only', async () => {
      release('first', 'raise');
      await filtered(subjects.raise);
      const before = (await consumer()).delivered.consumer_seq;
      await remind();
      await handled(`first: raise ${await ask(newId())}`);
      const { delivered, num_pending } = await consumer();
      expect([delivered.consumer_seq - before, num_pending]).toEqual([1, 0]);
    });

    it('receive newly handled events from then on, without earlier ones', async () => {
      const first = release('first', 'raise');
      await filtered(subjects.raise);
      await handled(`first: raise ${await ask(newId())}`);
      const missed = await remind();
      await handled(`first: raise ${await ask(newId())}`);
      await first.stop();
      release('second', 'raise', 'reminder');
      await filtered(subjects.raise, subjects.reminder);
      await handled(`second: reminder ${await remind()}`);
      expect(handledBy.some((line) => line.includes(missed))).toBe(false);
    });

    it('return an event to the release that handles it', async () => {
      release('old', 'raise');
      await filtered(subjects.raise);
      await handled(`old: raise ${await ask(newId())}`);
      await harness.broker.ensureConsumer(`${context}__askers`, [subjects.raise, subjects.reminder]);
      const event = await remind();
      await eventually(async () => (await consumer()).num_redelivered > 0, { waitingFor: 'the old release to return the event' });
      release('next', 'raise', 'reminder');
      await handled(`next: reminder ${event}`);
    });

    it('update a consumer that had one filter for all events of the producer', async () => {
      const name = `${context}__askers`;
      await harness.broker.ensureConsumer(name, [subjects.reset]);
      await harness.broker.manager.consumers.delete(stream, name);
      await harness.broker.manager.consumers.add(stream, {
        durable_name: name,
        filter_subject: 'evt.askers.>',
        ack_policy: AckPolicy.Explicit,
      });
      release('first', 'reminder');
      await filtered(subjects.reminder);
      await handled(`first: reminder ${await remind()}`);
    });
  });

  it('reject two handlers for one event', () => {
    const handler = handle(RaiseRequestedV1, () => Promise.resolve());
    const { broker, running } = harness;
    expect(() => startConsumers({ context: 'twice', db: running.db, broker, log: running.log, handlers: [handler, handler] })).toThrow(
      'two handlers',
    );
  });
});
