import { eventually, freshDatabase, type FreshDatabase } from '@marketplace/testing';
import type { Cause } from '@marketplace/kernel';
import { migrate, openDatabase, type Database } from './database';
import { DuplicateMessage, DuplicateRequest, retry, StaleWrite } from './faults';
import { newId } from '../core/ids';
import { eventMessage } from './event-message';
import { CounterRaisedV1, Counters1700000000001, raise, readCounter, someCause, writeRaised } from '../testing/counters.fixtures';

describe('a unit', () => {
  let database: FreshDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await freshDatabase('unit');
    const options = { name: 'unit', url: database.url, poolSize: 8 };
    await migrate(options, [Counters1700000000001]);
    db = await openDatabase(options);
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  const count = async (table: string, where = 'true', params: readonly unknown[] = []): Promise<number> => {
    const [row] = await db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table} WHERE ${where}`, params);
    return row?.count ?? 0;
  };
  const traces = async (id: string): Promise<readonly number[]> =>
    Promise.all([
      count('counters', 'id = $1', [id]),
      count('counter_history', 'counter_id = $1', [id]),
      count('outbox_events', 'aggregate_id = $1', [id]),
    ]);
  const answering = (): Cause & { inbox: { consumer: string; messageId: string } } => ({
    ...someCause(),
    inbox: { consumer: 'unit', messageId: newId() },
  });

  it('writes state, history, event and inbox row atomically', async () => {
    const id = newId();
    const cause = answering();
    await raise(db, id, cause);
    expect(await traces(id)).toEqual([1, 1, 1]);
    expect(await count('inbox', 'message_id = $1', [cause.inbox.messageId])).toBe(1);
    const [row] = await db.query<{ payload: object }>('SELECT payload FROM outbox_events WHERE aggregate_id = $1', [id]);
    expect(row?.payload).toMatchObject({
      type: 'CounterRaised',
      aggregate: { type: 'Counter', id, version: 1 },
      correlationId: cause.correlationId,
      actor: 'system:test',
      data: { counterId: id, value: 1 },
    });
  });

  it('writes nothing when one of its parts fails', async () => {
    const id = newId();
    const unit = db
      .unit(answering())
      .add('INSERT INTO counters (id, version, value) VALUES ($1, 1, 1)', [id])
      .add('INSERT INTO counter_history (counter_id, version) VALUES ($1, NULL)', [id])
      .publish(eventMessage(CounterRaisedV1, { id, version: 1 }, { counterId: id, value: 1 }));
    await expect(unit.commit()).rejects.toThrow('null value');
    expect(await traces(id)).toEqual([0, 0, 0]);
  });

  it('rejects a write on an outdated state', async () => {
    const id = newId();
    const stale = await raise(db, id, someCause());
    await raise(db, id, someCause());
    const cause = answering();
    await expect(writeRaised(db, { id, counter: stale }, cause)).rejects.toBeInstanceOf(StaleWrite);
    expect(await readCounter(db, id)).toEqual({ id, version: 2, value: 2 });
    expect(await traces(id)).toEqual([1, 2, 2]);
    expect(await count('inbox', 'message_id = $1', [cause.inbox.messageId])).toBe(0);
  });

  it('lets one of two first writes succeed', async () => {
    const id = newId();
    const outcomes = await Promise.allSettled([
      writeRaised(db, { id, counter: undefined }, someCause()),
      writeRaised(db, { id, counter: undefined }, someCause()),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { name: 'StaleWrite' } });
  });

  it('loses none of forty concurrent writes with retries', async () => {
    const id = newId();
    await Promise.all(Array.from({ length: 40 }, () => retry(() => raise(db, id, someCause()))));
    expect(await readCounter(db, id)).toEqual({ id, version: 40, value: 40 });
    const rows = await db.query<{ aggregate_version: number }>(
      'SELECT aggregate_version FROM outbox_events WHERE aggregate_id = $1 ORDER BY seq',
      [id],
    );
    expect(rows.map((row) => row.aggregate_version)).toEqual(Array.from({ length: 40 }, (_, position) => position + 1));
  });

  it('handles a message once, for any number of concurrent handlers', async () => {
    const id = newId();
    const cause = answering();
    const attempts = Array.from({ length: 6 }, () => retry(() => raise(db, id, { ...cause, inbox: { ...cause.inbox } })));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))).toEqual(
      Array.from({ length: 5 }, (): unknown => expect.any(DuplicateMessage)),
    );
    expect(await traces(id)).toEqual([1, 1, 1]);
  });

  it('distinguishes a repeated request from a write conflict', async () => {
    const idempotency = { scope: 'test', key: newId(), requestHash: 'h' };
    await raise(db, newId(), { ...someCause(), idempotency });
    await expect(raise(db, newId(), { ...someCause(), idempotency })).rejects.toBeInstanceOf(DuplicateRequest);
  });

  it('throws for two events of one version', async () => {
    const id = newId();
    const same = () => eventMessage(CounterRaisedV1, { id, version: 1 }, { counterId: id, value: 1 });
    const commit = retry(() => db.unit(someCause()).publish(same(), same()).commit());
    await expect(commit).rejects.toThrow('same aggregate version');
  });

  it('throws for a second unit of the same message', async () => {
    const cause = answering();
    await raise(db, newId(), cause);
    await expect(raise(db, newId(), cause)).rejects.toThrow('already stored the inbox row');
  });

  it('throws for an idempotent unit without an event', async () => {
    const cause = { ...someCause(), idempotency: { scope: 'test', key: newId(), requestHash: 'h' } };
    const unit = db.unit(cause).add('INSERT INTO counters (id, version, value) VALUES ($1, 1, 1)', [newId()]);
    await expect(unit.commit()).rejects.toThrow('must publish an event');
  });

  it('notifies listeners after the commit', async () => {
    const received: (readonly string[])[] = [];
    const stop = db.onCommit((rows) => received.push(rows.map((row) => row.aggregateId)));
    const id = newId();
    const stale = await raise(db, id, someCause());
    await raise(db, id, someCause());
    await expect(writeRaised(db, { id, counter: stale }, someCause())).rejects.toThrow();
    stop();
    await raise(db, id, someCause());
    expect(received).toEqual([[id], [id]]);
  });

  it('keeps its events in order', async () => {
    const ids = Array.from({ length: 50 }, () => newId());
    await db
      .unit(someCause())
      .publish(...[...ids].reverse().map((id) => eventMessage(CounterRaisedV1, { id, version: 1 }, { counterId: id, value: 1 })))
      .commit();
    const rows = await db.query<{ aggregate_id: string }>(
      'SELECT aggregate_id FROM outbox_events WHERE aggregate_id = ANY ($1) ORDER BY seq',
      [ids],
    );
    expect(rows.map((row) => row.aggregate_id)).toEqual([...ids].reverse());
  });

  it('rejects an event that violates its contract before the commit', () => {
    const id = newId();
    expect(() => eventMessage(CounterRaisedV1, { id, version: 1 }, { counterId: id, value: -1 })).toThrow('value');
    expect(() => eventMessage(CounterRaisedV1, { id, version: 1 }, { counterId: 'unknown', value: 1 })).toThrow('counterId');
  });

  it('cannot change or delete append-only rows', async () => {
    const id = newId();
    await raise(db, id, someCause());
    for (const sql of ['UPDATE counter_history SET version = 9', 'DELETE FROM counter_history', 'TRUNCATE counter_history']) {
      await expect(db.query(sql)).rejects.toThrow('append-only');
    }
    expect(await count('counter_history', 'counter_id = $1', [id])).toBe(1);
  });
});

describe('a database', () => {
  it('is migrated once by concurrent replicas', async () => {
    const database = await freshDatabase('replicas');
    const options = { name: 'replicas', url: database.url, poolSize: 2 };
    await Promise.all(Array.from({ length: 4 }, () => migrate(options, [Counters1700000000001])));
    const db = await openDatabase(options);
    const done = (await db.query<{ name: string }>('SELECT name FROM migrations ORDER BY id')).map(({ name }) => name);
    expect(done).toEqual([...new Set(done)]);
    expect(done).toContain('Counters1700000000001');
    await db.close();
    await database.drop();
  });

  it('recovers after all its connections were closed', async () => {
    const database = await freshDatabase('cut');
    const options = { name: 'cut', url: database.url, poolSize: 4 };
    await migrate(options, []);
    const [db, other] = await Promise.all([openDatabase(options), openDatabase({ ...options, url: database.adminUrl })]);
    await Promise.all(Array.from({ length: 4 }, () => db.query('SELECT pg_sleep(0.05)')));
    const running = db.query('SELECT pg_sleep(5)');
    await other.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await expect(running).rejects.toThrow();
    await eventually(() => db.query('SELECT 1'), { waitingFor: 'the database to answer' });
    await db.close();
    await other.close();
    await database.drop();
  });

  it('returns bigint and Instant values', async () => {
    const database = await freshDatabase('types');
    const db = await openDatabase({ name: 'types', url: database.url, poolSize: 2 });
    const [row] = await db.query(`SELECT 9007199254740993::bigint AS big, timestamptz '2026-11-21 09:30:00.5+01' AS at`);
    expect(row).toEqual({ big: 9007199254740993n, at: '2026-11-21T08:30:00.500Z' });
    await db.close();
    await database.drop();
  });
});
