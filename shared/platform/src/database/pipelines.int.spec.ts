import { Client, types } from 'pg';
import { eventually, freshDatabase, type FreshDatabase } from '@marketplace/testing';
import { openPipelines } from './pipelines';
import { tcpProxy } from '../testing/tcp-proxy.fixtures';

describe('pipelined connections', () => {
  let database: FreshDatabase;
  let pipelines: ReturnType<typeof openPipelines>;
  beforeAll(async () => {
    database = await freshDatabase('pipelines');
    const options = { url: database.url, applicationName: 'pipelines', connections: 3, statementTimeout: 60_000, types };
    pipelines = openPipelines(options);
  });
  afterAll(async () => {
    await pipelines.close();
    await database.drop();
  });

  const ask = async <T>(text: string, ...values: readonly unknown[]): Promise<T | undefined> =>
    (await pipelines.query<{ answer: T }>({ text, values: [...values] })).rows[0]?.answer;
  const connections = (): Promise<number | undefined> =>
    ask(`SELECT count(*)::int AS answer FROM pg_stat_activity WHERE application_name = 'pipelines'`);

  it('return the result of each statement, for any number in progress', async () => {
    const numbers = Array.from({ length: 200 }, (_, position) => position);
    expect(await Promise.all(numbers.map((number) => ask<number>('SELECT $1::int AS answer', number)))).toEqual(numbers);
  });

  it('report an error to its own statement only', async () => {
    const outcomes = await Promise.allSettled([ask('SELECT 1 AS answer'), ask('SELECT 1/0 AS answer'), ask('SELECT 2 AS answer')]);
    expect(outcomes.map((each) => (each.status === 'fulfilled' ? each.value : 'refused'))).toEqual([1, 'refused', 2]);
  });

  it('use one connection while it makes progress, and avoid one with a slow statement', async () => {
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock(1)');
    const slow = ask<boolean>('SELECT pg_advisory_xact_lock(1) IS NOT NULL AS answer');
    // A connection without a response for at least this long counts as busy.
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await ask('SELECT 1 AS answer')).toBe(1);
    await holder.query('SELECT pg_advisory_unlock(1)');
    expect(await slow).toBe(true);
    await holder.end();
  });

  it('fail statements in progress when a connection breaks, and reconnect', async () => {
    const waiting = ask('SELECT pg_sleep(60)::text AS answer').then(
      () => 'answered',
      () => 'failed',
    );
    const killer = new Client({ connectionString: database.url });
    await killer.connect();
    await eventually(async () => {
      const { rowCount } = await killer.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pipelines' AND query LIKE '%pg_sleep(60)%' AND state = 'active'`,
      );
      return (rowCount ?? 0) > 0;
    });
    await killer.end();
    expect(await waiting).toBe('failed');
    expect(await eventually(() => ask<number>('SELECT 3 AS answer').catch(() => undefined))).toBe(3);
    expect(await connections()).toBeLessThanOrEqual(3);
  });

  it('keep the new connection when the closed one reports further errors', async () => {
    const line = await tcpProxy(database.url, { endDelay: 100 });
    const others = openPipelines({ url: line.url, applicationName: 'replaced', connections: 1, statementTimeout: 5_000, types });
    const onTheirBehalf = async (): Promise<number | undefined> =>
      (await others.query<{ answer: number }>({ text: 'SELECT pg_backend_pid() AS answer' })).rows[0]?.answer;
    const first = await onTheirBehalf();
    await ask('SELECT pg_terminate_backend($1) AS answer', first);
    // The last response arrives while no statement is pending; the end of the connection only after the next statement.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = await eventually(async () => {
      const pid = await onTheirBehalf().catch(() => undefined);
      return pid !== first && pid;
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await onTheirBehalf()).toBe(second);
    await others.close();
    await line.close();
  });

  it('end a statement at its timeout, and return the results of others', async () => {
    const hasty = openPipelines({ url: database.url, applicationName: 'hasty', connections: 1, statementTimeout: 2_000, types });
    const outcomes = await Promise.allSettled(
      ['SELECT 1 AS answer', 'SELECT pg_sleep(60)', 'SELECT 2 AS answer'].map((text) => hasty.query<{ answer?: number }>({ text })),
    );
    expect(
      outcomes.map((each) => (each.status === 'fulfilled' ? each.value.rows[0]?.answer : (each.reason as { code: string }).code)),
    ).toEqual([1, '57014', 2]);
    await hasty.close();
  });

  it('return pending results before they close', async () => {
    const others = openPipelines({ url: database.url, applicationName: 'closing', connections: 2, statementTimeout: 5_000, types });
    const asked = [1, 2, 3].map((number) =>
      others.query<{ answer: number }>({ text: 'SELECT $1::int AS answer, pg_sleep(0.05)', values: [number] }),
    );
    await others.close();
    expect((await Promise.all(asked)).map(({ rows }) => rows[0]?.answer)).toEqual([1, 2, 3]);
  });

  it('reject statements after they are closed', async () => {
    const others = openPipelines({ url: database.url, applicationName: 'closed', connections: 1, statementTimeout: 1_000, types });
    await others.query({ text: 'SELECT 1' });
    await others.close();
    await expect(others.query({ text: 'SELECT 1' })).rejects.toThrow('closed');
  });
});
