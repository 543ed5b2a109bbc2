import { eventually, freshDatabase, type FreshDatabase } from '@marketplace/testing';
import { dueJob, StaleWrite, type Job } from '@marketplace/application';
import { hours, milliseconds, seconds, systemOf, type Cause, type Duration } from '@marketplace/kernel';
import { migrate, openDatabase, type Database } from '../database/database';
import { newId } from '../core/ids';
import { housekeeping } from './housekeeping';
import { startJobs, type Jobs } from './jobs';
import { createLog } from '../core/log';
import { registry } from '../core/metrics';

describe('jobs', () => {
  let database: FreshDatabase;
  let db: Database;
  let started: Jobs[];
  beforeAll(async () => {
    database = await freshDatabase('jobs');
    const options = { name: 'jobs', url: database.url, poolSize: 8 };
    await migrate(options, []);
    db = await openDatabase(options);
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });
  beforeEach(() => {
    started = [];
  });
  afterEach(() => Promise.all(started.map((jobs) => jobs.stop())));

  const startWith = async (jobs: readonly Job[], lease?: Duration): Promise<Jobs> => {
    const running = await startJobs({ context: 'jobs', db, jobs, log: createLog('test', 'silent'), ...(lease && { lease }) });
    started.push(running);
    return running;
  };
  const start = (...jobs: readonly Job[]): Promise<Jobs> => startWith(jobs);
  /** Jobs that only the test runs. */
  const startByHand = async (...jobs: readonly Job[]): Promise<Jobs> => {
    const names = jobs.map(({ name }) => name);
    await db.query(
      `INSERT INTO jobs (name, due_at) SELECT name, now() + interval '1 year' FROM unnest($1::text[]) AS job (name)
      ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at`,
      [names],
    );
    return start(...jobs);
  };
  const job = (run: Job['run'], every = milliseconds(60)): Job => ({ name: newId(), every, run });
  const row = async (name: string) => {
    const [found] = await db.query<{ last_handled: number | null; last_error: string | null; late: boolean }>(
      'SELECT last_handled, last_error, due_at <= now() AS late FROM jobs WHERE name = $1',
      [name],
    );
    return found;
  };

  it('run repeatedly, and report their number of changes', async () => {
    let runs = 0;
    const counting = job(() => Promise.resolve((runs += 1)));
    await start(counting);
    await eventually(() => runs >= 3, { waitingFor: 'three runs' });
    await eventually(async () => ((await row(counting.name))?.last_handled ?? 0) >= 3, { waitingFor: 'the count in the table' });
  });

  it('run on one replica at a time, even if a run takes longer than the interval', async () => {
    const state = { now: 0, most: 0, runs: 0 };
    const slow = job(async () => {
      state.now += 1;
      state.most = Math.max(state.most, state.now);
      // The first run is longer than the lease, which is long enough to be extended on a machine that pauses for seconds.
      if (state.runs === 0) await db.query('SELECT pg_sleep(6.5)');
      state.now -= 1;
      return (state.runs += 1);
    });
    await startWith([slow], seconds(6));
    await startWith([slow], seconds(6));
    await eventually(() => state.runs >= 2, { waitingFor: 'two runs' });
    expect(state.most).toBe(1);
  });

  it('run once each time they are due, for any number of replicas', async () => {
    let runs = 0;
    const daily = job(() => Promise.resolve((runs += 1)), hours(24));
    await start({ ...daily, every: milliseconds(50) });
    await Promise.all(started.map((jobs) => jobs.stop()));
    runs = 0;
    await db.query(`UPDATE jobs SET due_at = now() - interval '1 hour' WHERE name = $1`, [daily.name]);
    // Replicas of another release may poll more often; the due time in the table is decisive.
    await Promise.all([start(daily), start(daily), start(daily)]);
    await eventually(() => runs > 0, { waitingFor: 'the run' });
    await Promise.all(started.map((jobs) => jobs.stop()));
    expect(runs).toBe(1);
  });

  it('store the last error until the next successful run', async () => {
    let broken = true;
    const shaky = job(() => (broken ? Promise.reject(new Error('no paper')) : Promise.resolve(0)));
    await start(shaky);
    await eventually(async () => (await row(shaky.name))?.last_error === 'Error: no paper', { waitingFor: 'the error in the table' });
    broken = false;
    await eventually(async () => (await row(shaky.name))?.last_error === null, { waitingFor: 'the error to be forgotten' });
  });

  it('are not due because the process restarts', async () => {
    let runs = 0;
    const hourly = job(() => Promise.resolve((runs += 1)), hours(1));
    const first = await start(hourly);
    await db.query(`UPDATE jobs SET due_at = now() + interval '1 hour' WHERE name = $1`, [hourly.name]);
    await first.stop();
    runs = 0;
    await start(hourly);
    expect(await row(hourly.name)).toMatchObject({ late: false });
    expect(runs).toBe(0);
  });

  it('are finished before a stop returns', async () => {
    const state = { begun: false, done: false };
    const slow = job(async () => {
      state.begun = true;
      await db.query('SELECT pg_sleep(0.3)');
      state.done = true;
      return 1;
    });
    const jobs = await start(slow);
    await eventually(() => state.begun);
    await jobs.stop();
    expect(state.done).toBe(true);
  });

  it('can be run immediately, by name', async () => {
    const idle = job(() => Promise.resolve(7), hours(1));
    const jobs = await start(idle);
    expect(await jobs.runNow(idle.name)).toBe(7);
    await expect(jobs.runNow('nothing')).rejects.toThrow('no job nothing');
  });

  it('receive causes, retries and alerts', async () => {
    const handled: (readonly [string, Cause])[] = [];
    const due = ['lost once', 'broken'];
    const items = dueJob<string>({
      name: newId(),
      every: hours(1),
      due: () => Promise.resolve(due.filter((item) => !handled.some(([done]) => done === item))),
      handle: (item, cause) => {
        handled.push([item, cause]);
        if (item === 'broken') return Promise.reject(new Error('no paper'));
        return handled.length > 1 ? Promise.resolve() : Promise.reject(new StaleWrite('another writer was first'));
      },
      onFailure: (error, item, { alert }) => {
        alert('item-failed', { item, error: String(error) });
      },
    });
    const jobs = await startByHand(items);
    expect(await jobs.runNow(items.name)).toBe(1);
    expect(handled.map(([item]) => item)).toEqual(['lost once', 'lost once', 'broken']);
    expect(handled.map(([, cause]) => cause.actor)).toEqual(Array.from({ length: 3 }, () => systemOf('jobs')));
    expect(new Set(handled.map(([, cause]) => cause.correlationId)).size).toBe(2);
    expect(await registry.metrics()).toContain('alerts_total{context="jobs",name="item-failed"} 1');
  });

  it('of every replica run at its start and repeatedly, without a row in the table', async () => {
    let runs = 0;
    const own: Job = { ...job(() => Promise.resolve((runs += 1)), hours(1)), inEveryReplica: true };
    await Promise.all([start(own), start(own)]);
    await eventually(() => runs === 2, { waitingFor: 'a run in each' });
    expect(await row(own.name)).toBeUndefined();
    await start({ ...own, every: milliseconds(50) });
    await eventually(() => runs >= 5, { waitingFor: 'more runs' });
  });

  it('delete expired rows only, in batches', async () => {
    await db.query(`INSERT INTO inbox (consumer, message_id, processed_at)
      SELECT 'jobs', gen_random_uuid(), now() - interval '32 days' FROM generate_series(1, 12000)`);
    await db.query(`INSERT INTO inbox (consumer, message_id, processed_at) VALUES ('jobs', gen_random_uuid(), now() - interval '30 days')`);
    await db.query(`INSERT INTO outbox_events (id, subject, aggregate_type, aggregate_id, aggregate_version, event_type, payload, created_at, published_at, stream_seq, stream_created)
      SELECT gen_random_uuid(), 's', 'A', gen_random_uuid(), 1, 'E', '{}', now() - interval '40 days', published_at, 1, 'c'
      FROM (VALUES (now() - interval '31 days'), (NULL), (now())) AS age (published_at)`);
    await db.query(`INSERT INTO idempotency_keys (scope, key, request_hash, aggregate_id, created_at)
      SELECT 's', n::text, 'h', gen_random_uuid(), now() - n * interval '1 day' FROM generate_series(28, 33) AS n`);
    const jobs = await startByHand(...housekeeping(db));
    expect(await jobs.runNow('purge-inbox')).toBe(12_000);
    expect(await jobs.runNow('archive-outbox')).toBe(1);
    expect(await jobs.runNow('purge-idempotency-keys')).toBe(4);
    expect(await db.query('SELECT 1 FROM outbox_events')).toHaveLength(2);
    expect(await db.query('SELECT 1 FROM outbox_history')).toHaveLength(1);
    expect(await db.query('SELECT 1 FROM inbox')).toHaveLength(1);
  });

  it('keep published events forever, without encrypted values', async () => {
    const payload = { type: 'E', data: { sealedAddress: 'k1.AAAA', orderId: 'o', items: [{ sealedMail: 'k1.BBBB', sku: '"sealed' }] } };
    await db.query(
      `INSERT INTO outbox_events (id, subject, aggregate_type, aggregate_id, aggregate_version, event_type, payload, created_at, published_at)
       VALUES (gen_random_uuid(), 's', 'Sealed', gen_random_uuid(), 1, 'E', $1, now(), now() - interval '31 days')`,
      [JSON.stringify(payload)],
    );
    const jobs = await startByHand(...housekeeping(db));
    await jobs.runNow('archive-outbox');
    expect(await db.query(`SELECT payload FROM outbox_history WHERE aggregate_type = 'Sealed'`)).toEqual([
      { payload: { type: 'E', data: { sealedAddress: '', orderId: 'o', items: [{ sealedMail: '', sku: '"sealed' }] } } },
    ]);
    await expect(db.query('DELETE FROM outbox_history')).rejects.toThrow('append-only');
  });
});
