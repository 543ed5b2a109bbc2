import { NatsError } from 'nats';
import { Client } from 'pg';
import { eventually, freshBroker, type FreshBroker } from '@marketplace/testing';
import type { Broker } from './broker';
import { retry } from '../database/faults';
import { newId } from '../core/ids';
import { createLog } from '../core/log';
import { registry } from '../core/metrics';
import { eventMessage } from '../database/event-message';
import { startRelay } from './relay';
import { contextHarness, type ContextHarness } from '../testing/context-harness';
import { counterContext, CounterRaisedV1, raise, someCause, startReplica } from '../testing/counters.fixtures';
import { inTurn, missingFromStream, readStream, unpublished } from '../testing/stream.fixtures';

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, position) => position + 1);

describe('the relay', () => {
  let harness: ContextHarness;
  let brokerServer: FreshBroker;
  beforeEach(async () => {
    brokerServer = await freshBroker();
    harness = await contextHarness(counterContext(), { brokerServer });
  });
  afterEach(async () => {
    await harness.stop();
    await brokerServer.drop();
  });

  const published = () => eventually(async () => (await unpublished(harness.running.db)) === 0, { waitingFor: 'the outbox to be empty' });
  const raised = (id = newId()) => retry(() => raise(harness.running.db, id, someCause()));

  const asAdmin = async <R extends object>(sql: string): Promise<readonly R[]> => {
    const client = new Client({ connectionString: harness.database.adminUrl });
    await client.connect();
    const { rows } = await client.query<R>(sql);
    await client.end();
    return rows;
  };
  const locks = `FROM pg_locks WHERE locktype = 'advisory' AND objid = 7002 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  const holders = async () => (await asAdmin<{ pid: number }>(`SELECT pid ${locks} AND granted`)).map(({ pid }) => pid);

  /** A relay with a fake broker. */
  const relayWith = async (publish: Broker['publish']) => {
    await harness.running.stop();
    const { broker } = harness;
    return startRelay({
      context: 'counters',
      url: harness.database.url,
      broker: { ...broker, publish },
      log: createLog('relay', 'silent'),
    });
  };
  const looking = async () => {
    const client = new Client({ connectionString: harness.database.url });
    await client.connect();
    return client;
  };

  it('publishes the events of each aggregate in the order of versions, for any number of writers', async () => {
    const ids = range(5).map(() => newId());
    await Promise.all(
      ids.flatMap((id) =>
        range(4).map(async () => {
          await inTurn(8, () => raised(id));
        }),
      ),
    );
    await published();
    const messages = await readStream(harness.broker);
    for (const id of ids) {
      expect(messages.filter((message) => message.aggregate.id === id).map((message) => message.aggregate.version)).toEqual(range(32));
    }
    expect(messages).toHaveLength(160);
  });

  it('runs on one replica, and another takes over when its session ends', async () => {
    const replica = await startReplica(harness, counterContext());
    const id = newId();
    for (const round of range(3)) {
      await raised(id);
      await published();
      const [holder, ...others] = await eventually(async () => {
        const pids = await holders();
        return pids.length > 0 && pids;
      });
      expect(others).toEqual([]);
      const writing = Promise.all(range(20).map(() => raised(id)));
      if (round < 3) await asAdmin(`SELECT pg_terminate_backend(${String(holder)})`);
      await writing;
    }
    await published();
    expect((await readStream(harness.broker)).map((message) => message.aggregate.version)).toEqual(range(63));
    await replica.stop();
  });

  it('keeps the order of each aggregate when another replica takes over', async () => {
    const replica = await startReplica(harness, counterContext());
    const ids = range(6).map(() => newId());
    const state = { isOver: false, turn: 0 };
    const written = new Map<string, number>();
    const writing = ids.flatMap((id) =>
      [harness.running.db, replica.db].map(async (db) => {
        while (!state.isOver) written.set(id, (await retry(() => raise(db, id, someCause()))).version);
      }),
    );
    await inTurn(6, async () => {
      state.turn += 1;
      const [holder] = await eventually(async () => {
        const pids = await holders();
        return pids.length > 0 && pids;
      });
      await eventually(() => ids.every((id) => (written.get(id) ?? 0) >= 4 * state.turn), { waitingFor: 'some of each' });
      await asAdmin(`SELECT pg_terminate_backend(${String(holder)})`);
    });
    state.isOver = true;
    await Promise.all(writing);
    await published();
    const messages = await readStream(harness.broker);
    expect(await missingFromStream(harness.running.db, harness.broker)).toEqual([]);
    for (const id of ids) {
      const versions = messages.filter((message) => message.aggregate.id === id).map((message) => message.aggregate.version);
      expect(versions).toEqual(range(versions.length));
      expect(versions.length).toBeGreaterThan(20);
    }
    await replica.stop();
  });

  it('publishes events written while the broker was down', async () => {
    const id = newId();
    await raised(id);
    await brokerServer.kill();
    await inTurn(10, () => raised(id));
    expect(await unpublished(harness.running.db)).toBeGreaterThan(0);
    await brokerServer.restart();
    await published();
    expect((await readStream(harness.broker)).map((message) => message.aggregate.version)).toEqual(range(11));
  });

  it('republishes an event without an acknowledgement; the stream has it once', async () => {
    const id = newId();
    const { publish } = harness.broker;
    const silent = new Set<string>();
    const relay = await relayWith(async (message) => {
      const place = await publish(message);
      if (silent.has(message.id)) return place;
      silent.add(message.id);
      throw new NatsError('TIMEOUT', 'TIMEOUT');
    });
    const replica = await startReplica(harness, counterContext());
    await inTurn(5, () => raise(replica.db, id, someCause()));
    await eventually(async () => (await unpublished(replica.db)) === 0, { waitingFor: 'the outbox to be empty' });
    expect((await readStream(harness.broker)).map((message) => message.aggregate.version)).toEqual(range(5));
    await relay.stop();
    await replica.stop();
  });

  it('quarantines an event that is too large for the broker, and publishes the others', async () => {
    const [large, small] = [newId(), newId()];
    const note = 'x'.repeat(1_200_000);
    await harness.running.db
      .unit(someCause())
      .publish(eventMessage(CounterRaisedV1, { id: large, version: 1 }, { counterId: large, value: 1, note }))
      .commit();
    await raised(small);
    const aside = () =>
      harness.running.db.query<{ aggregate_id: string; last_error: string }>(
        'SELECT aggregate_id, last_error FROM outbox_events WHERE quarantined_at IS NOT NULL',
      );
    expect(
      await eventually(async () => {
        const rows = await aside();
        return rows.length > 0 && rows;
      }),
    ).toEqual([{ aggregate_id: large, last_error: expect.stringContaining('MAX_PAYLOAD') }]);
    await published();
    expect(await registry.metrics()).toContain('alerts_total{context="counters",name="event-refused-by-broker"} 1');
    expect((await readStream(harness.broker)).map((message) => message.aggregate.id)).toEqual([small]);
  });

  it('quarantines no event while the broker has no leader', async () => {
    await harness.running.stop();
    const client = await looking();
    const id = newId();
    let refusals = 12;
    const { publish } = harness.broker;
    const relay = startRelay({
      context: 'counters',
      url: harness.database.url,
      log: createLog('relay', 'silent'),
      broker: {
        ...harness.broker,
        publish: (message) => ((refusals -= 1) > 0 ? Promise.reject(new NatsError('503', '503')) : publish(message)),
      },
    });
    await client.query(
      `INSERT INTO outbox_events (id, subject, aggregate_type, aggregate_id, aggregate_version, event_type, payload, created_at)
       VALUES ($1, 'evt.counters.counter.counter-raised.v1', 'Counter', $1, 1, 'CounterRaised', '{}', now())`,
      [id],
    );
    await eventually(
      async () => {
        const { rows } = await client.query<{ published_at: Date | null }>('SELECT published_at FROM outbox_events');
        return rows[0]?.published_at instanceof Date;
      },
      { waitingFor: 'the event to be published' },
    );
    await relay.stop();
    await client.end();
  });
});
