import type { InboxKey } from '@marketplace/kernel';
import { eventually, freshDatabase, type FreshDatabase } from '@marketplace/testing';
import { batched } from '../core/batched';
import { migrate, openDatabase, type Database } from './database';
import { StaleWrite } from './faults';
import { newId } from '../core/ids';
import { statements } from '../core/metrics';
import { eventMessage } from './event-message';
import { CounterRaisedV1, Counters1700000000001, someCause } from '../testing/counters.fixtures';
import { tcpProxy, type TcpProxy } from '../testing/tcp-proxy.fixtures';
import type { Unit } from './unit';

const insert = 'INSERT INTO counters (id, version, value) SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[])';
const raise = `UPDATE counters SET version = next.before + 1, value = counters.value + 1
  FROM unnest($1::uuid[], $2::int[]) AS next (id, before) WHERE counters.id = next.id AND counters.version = next.before`;

describe('units in a group commit', () => {
  let database: FreshDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await freshDatabase('group-commit');
    const options = { name: 'group-commit', url: database.url, poolSize: 8 };
    await migrate(options, [Counters1700000000001]);
    db = await openDatabase(options);
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  const raised = (id: string, version: number) => eventMessage(CounterRaisedV1, { id, version }, { counterId: id, value: version });
  const inserting = (id: string): Unit =>
    db
      .unit({ ...someCause(), inbox: { consumer: 'group', messageId: newId() } })
      .addRows(insert, [[id], [1], [1]])
      .publish(raised(id, 1));
  const raising = (id: string, before: number): Unit =>
    db
      .unit({ ...someCause(), inbox: { consumer: 'group', messageId: newId() } })
      .addRows(raise, [[id], [before]], 1)
      .publish(raised(id, before + 1));
  const valueOf = async (id: string): Promise<number | undefined> =>
    (await db.query<{ value: number }>('SELECT value FROM counters WHERE id = $1', [id]))[0]?.value;
  const eventsOf = async (ids: readonly string[]): Promise<readonly string[]> => {
    const rows = await db.query<{ aggregate_id: string }>(
      'SELECT aggregate_id FROM outbox_events WHERE aggregate_id = ANY ($1::uuid[]) ORDER BY seq',
      [ids],
    );
    return rows.map((row) => row.aggregate_id);
  };
  const sent = async (): Promise<number> => {
    const { values } = await statements.get();
    return values.filter(({ labels }) => labels.context === 'group-commit').reduce((sum, { value }) => sum + value, 0);
  };

  it('need few statements for many units, and keep their order', async () => {
    const ids = Array.from({ length: 100 }, () => newId());
    const before = await sent();
    await Promise.all(ids.map((id) => inserting(id).commit()));
    expect((await sent()) - before).toBe(2);
    expect(await eventsOf(ids)).toEqual(ids);
  });

  it('fail separately if one of them fails', async () => {
    const ids = Array.from({ length: 20 }, () => newId());
    await Promise.all(ids.map((id) => inserting(id).commit()));
    const outcomes = await Promise.allSettled(ids.map((id, position) => raising(id, position === 7 ? 5 : 1).commit()));
    const failed = outcomes.flatMap((outcome, position) => (outcome.status === 'rejected' ? [[position, outcome.reason as unknown]] : []));
    expect(failed).toEqual([[7, expect.any(StaleWrite)]]);
    expect(await Promise.all(ids.map(valueOf))).toEqual(ids.map((_, position) => (position === 7 ? 1 : 2)));
  });

  it('let one writer of the same aggregate version succeed', async () => {
    const id = newId();
    await inserting(id).commit();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => raising(id, 1).commit()));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await valueOf(id)).toBe(2);
    expect(await eventsOf([id])).toEqual([id, id]);
  });

  it('can be committed atomically, also with different SQL', async () => {
    const [a, b, c, d] = [newId(), newId(), newId(), newId()];
    await inserting(a).commit();
    await db.commitAll([inserting(b), raising(a, 1), inserting(c)]);
    expect([await valueOf(a), await valueOf(b), await valueOf(c)]).toEqual([2, 1, 1]);
    await expect(db.commitAll([inserting(d), raising(a, 1)])).rejects.toBeInstanceOf(StaleWrite);
    expect([await valueOf(a), await valueOf(d)]).toEqual([2, undefined]);
    expect(await eventsOf([d])).toEqual([]);
  });

  it('reject units whose parameters are not columns', async () => {
    const plain = db.unit(someCause()).add('INSERT INTO counters (id, version, value) VALUES ($1, 1, 1)', [newId()]);
    await expect(db.commitAll([plain])).rejects.toThrow('only units made of rows');
  });

  it('reject columns of different lengths', () => {
    expect(() => db.unit(someCause()).addRows(insert, [[newId()], [1, 2], [1]])).toThrow('different lengths');
  });

  it('are reported as one commit', async () => {
    const received: number[] = [];
    const stop = db.onCommit((rows) => received.push(rows.length));
    await db.commitAll([inserting(newId()), inserting(newId())]);
    stop();
    expect(received).toEqual([2]);
  });
});

describe('units in a group commit over a broken connection', () => {
  let database: FreshDatabase;
  let line: TcpProxy;
  let db: Database;
  beforeAll(async () => {
    database = await freshDatabase('group-commit-cut');
    line = await tcpProxy(database.url);
    const options = { name: 'group-commit-cut', url: line.url, poolSize: 2 };
    await migrate(options, [Counters1700000000001]);
    db = await openDatabase(options);
  });
  afterAll(async () => {
    await db.close();
    await line.close();
    await database.drop();
  });

  const fresh = (): InboxKey => ({ consumer: 'group', messageId: newId() });
  const inserting = (id: string, inbox: InboxKey): Promise<void> =>
    db
      .unit({ ...someCause(), inbox })
      .addRows(insert, [[id], [1], [1]])
      .publish(eventMessage(CounterRaisedV1, { id, version: 1 }, { counterId: id, value: 1 }))
      .commit();
  const said = (outcomes: readonly PromiseSettledResult<void>[]): readonly string[] => [
    ...new Set(outcomes.map((each) => (each.status === 'fulfilled' ? 'done' : (each.reason as Error).name))),
  ];
  const written = async (ids: readonly string[]): Promise<number> =>
    (await db.query<{ count: number }>('SELECT count(*)::int AS count FROM counters WHERE id = ANY ($1::uuid[])', [ids]))[0]?.count ?? 0;

  it('all fail without a retry if the outcome is unknown, and are detected as handled on redelivery', async () => {
    const ids = Array.from({ length: 20 }, () => newId());
    const inboxes = ids.map(fresh);
    const commitAll = (): Promise<PromiseSettledResult<void>[]> =>
      Promise.allSettled(ids.map((id, position) => inserting(id, inboxes[position] ?? fresh())));
    await inserting(newId(), fresh());
    line.dropResponses();
    const outcomes = commitAll();
    const witness = await openDatabase({ name: 'witness', url: database.url, poolSize: 1 });
    await eventually(async () => (await witness.query('SELECT 1 FROM counters WHERE id = ANY ($1::uuid[])', [ids])).length === 20, {
      waitingFor: 'the statement to be done without an answer',
    });
    await witness.close();
    const before = (await statements.get()).values.reduce((sum, { value }) => sum + value, 0);
    line.cut();
    expect(said(await outcomes)).toEqual(['Error']);
    expect((await statements.get()).values.reduce((sum, { value }) => sum + value, 0)).toBe(before);
    expect(said(await commitAll())).toEqual(['DuplicateMessage']);
    expect(await written(ids)).toBe(20);
  });

  it('report each error to its own caller only', async () => {
    const [taken, ...others] = Array.from({ length: 12 }, () => newId());
    const seen = fresh();
    await inserting(taken ?? newId(), seen);
    const outcomes = await Promise.allSettled([
      inserting(taken ?? newId(), fresh()),
      ...others.map((id) => inserting(id, fresh())),
      inserting(newId(), { ...seen }),
      db
        .unit({ ...someCause(), inbox: fresh() })
        .addRows(insert, [['no id'], [1], [1]])
        .publish(eventMessage(CounterRaisedV1, { id: newId(), version: 1 }, { counterId: newId(), value: 1 }))
        .commit(),
    ]);
    expect(outcomes.map((each) => (each.status === 'fulfilled' ? 'done' : (each.reason as Error).name))).toEqual([
      'StaleWrite',
      ...others.map(() => 'done'),
      'DuplicateMessage',
      'error',
    ]);
    expect(await written(others)).toBe(11);
  });

  it('handle two requests with one key once', async () => {
    const requesting = (id: string, key: string): Promise<void> =>
      db
        .unit({ ...someCause(), idempotency: { scope: 'raise', key, requestHash: 'same' } })
        .addRows(insert, [[id], [1], [1]])
        .publish(eventMessage(CounterRaisedV1, { id, version: 1 }, { counterId: id, value: 1 }))
        .commit();
    const outcomes = await Promise.allSettled(['a', 'b', 'a', 'c'].map((key) => requesting(newId(), key)));
    expect(outcomes.map((each) => (each.status === 'fulfilled' ? 'done' : (each.reason as Error).name))).toEqual([
      'done',
      'done',
      'DuplicateRequest',
      'done',
    ]);
  });

  it('check the row count of each unit', async () => {
    const [first, second] = [newId(), newId()];
    await Promise.all([inserting(first, fresh()), inserting(second, fresh())]);
    const raising = (id: string, before: number): Promise<void> =>
      db
        .unit({ ...someCause(), inbox: fresh() })
        .addRows(raise, [[id], [before]], 1)
        .commit();
    const none = db.unit({ ...someCause(), inbox: fresh() }).addRows(raise, [[], []], 0);
    const outcomes = await Promise.allSettled([raising(first, 7), raising(second, 1), raising(second, 1), none.commit()]);
    expect(outcomes.map((each) => (each.status === 'fulfilled' ? 'done' : (each.reason as Error).name))).toEqual([
      'StaleWrite',
      'done',
      'StaleWrite',
      'done',
    ]);
  });
});

describe('batched reads', () => {
  it('read concurrent requests once, and each ID once', async () => {
    const asked: (readonly string[])[] = [];
    const read = batched((ids) => {
      asked.push(ids);
      return Promise.resolve(new Map(ids.filter((id) => id !== 'none').map((id) => [id, id.toUpperCase()])));
    });
    expect(await Promise.all(['a', 'b', 'b', 'none'].map(read))).toEqual(['A', 'B', 'B', undefined]);
    expect(asked).toEqual([['a', 'b', 'none']]);
  });

  it('fail as a batch, and then continue', async () => {
    let calls = 0;
    const read = batched<string>(() => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error('away')) : Promise.resolve(new Map([['a', 'A']]));
    });
    await expect(read('a')).rejects.toThrow('away');
    expect(await read('a')).toBe('A');
  });
});
