import { freshDatabase, type FreshDatabase } from '@marketplace/testing';
import { idOf as asId, instant, type Instant } from '@marketplace/kernel';
import { migrate, openDatabase, type Database } from '../database/database';
import { StaleWrite } from '../database/faults';
import { newId } from '../core/ids';
import { id, table, type New } from '../database/table';
import { appendOnly, migration } from '../migrations/migration';
import { eventMessage } from '../database/event-message';
import { sagaColumns, sagaStepsTable, sagaStore, sagaTables, type SagaEvents, type SagaStore, type SagaTransition } from './saga';
import { CounterRaisedV1, someCause } from '../testing/counters.fixtures';

const Climbs = table('climbs', { ...sagaColumns<State>(), climber: id().nullable() });
const ClimbSteps = sagaStepsTable('climb_steps');

const ClimbsMade = migration('0001-climbs', 1_001, {
  up: `${sagaTables({ sagas: 'climbs', steps: 'climb_steps', columns: 'climber uuid' })} ${appendOnly('climb_steps')}`,
  down: 'DROP TABLE climb_steps, climbs',
});

type State = { readonly height: number };

const at = instant('2026-11-21T08:30:00.000Z');
const later = instant('2026-11-21T09:30:00.000Z');
const transition = (height: number, deadline?: Instant): SagaTransition<State> => ({
  state: { height },
  status: `height-${height.toString()}`,
  deadline,
  steps: [{ name: 'climb', outcome: 'done', at }],
});

describe('a saga', () => {
  let database: FreshDatabase;
  let db: Database;
  let sagas: SagaStore<State, Pick<New<typeof Climbs>, 'climber'>>;
  beforeAll(async () => {
    database = await freshDatabase('saga');
    const options = { name: 'saga', url: database.url, poolSize: 4, tables: { Climbs, ClimbSteps } };
    await migrate(options, [ClimbsMade]);
    db = await openDatabase(options);
    sagas = sagaStore(db, { name: 'Counter', table: Climbs, steps: ClimbSteps });
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  const asking =
    (id: string, count: number): SagaEvents =>
    (version) =>
      Array.from({ length: count }, (_, n) => eventMessage(CounterRaisedV1, { id, version: version + n }, { counterId: id, value: n + 1 }));
  const begun = async (first = transition(0, at), requests = 1) => {
    const id = newId();
    const cause = someCause();
    await sagas.begin({
      id,
      transition: first,
      events: asking(id, requests),
      cause,
      columns: { climber: asId(id) },
    });
    return { id, cause };
  };
  const loaded = async (id: string) => {
    const saga = await sagas.load(id);
    if (saga === undefined) throw new Error('there is no such saga');
    return saga;
  };
  const stepsOf = (id: string) =>
    db.query('SELECT version, position, step_type, status, attempted_at FROM climb_steps WHERE saga_id = $1 ORDER BY version, position', [
      id,
    ]);

  it('starts with its state, its first log entries and its first requests', async () => {
    const { id, cause } = await begun(transition(0, at), 2);
    expect(await sagas.load(id)).toEqual({ id, version: 2, announced: 2, correlationId: cause.correlationId, state: { height: 0 } });
    expect(await stepsOf(id)).toEqual([{ version: 2, position: 1, step_type: 'climb', status: 'done', attempted_at: at }]);
    expect(await db.query('SELECT climber FROM climbs WHERE id = $1', [id])).toEqual([{ climber: id }]);
    expect(await db.query('SELECT aggregate_version FROM outbox_events WHERE aggregate_id = $1 ORDER BY seq', [id])).toEqual([
      { aggregate_version: 1 },
      { aggregate_version: 2 },
    ]);
  });

  it('starts once', async () => {
    const { id } = await begun();
    const again = sagas.begin({ id, transition: transition(9), events: () => [], cause: someCause(), columns: { climber: null } });
    await expect(again).rejects.toBeInstanceOf(StaleWrite);
    expect(await loaded(id)).toMatchObject({ state: { height: 0 } });
  });

  it('increments its version for each request, or by one without requests', async () => {
    const { id } = await begun();
    await sagas.advance({ loaded: await loaded(id), transition: transition(1), events: asking(id, 3), cause: someCause() });
    expect(await loaded(id)).toMatchObject({ version: 4, state: { height: 1 } });
    await sagas.advance({ loaded: await loaded(id), transition: { ...transition(2), steps: [] }, events: () => [], cause: someCause() });
    expect(await loaded(id)).toMatchObject({ version: 5, state: { height: 2 } });
    expect(await stepsOf(id)).toHaveLength(2);
  });

  it('does not advance from an outdated state, and publishes no requests then', async () => {
    const { id } = await begun();
    const stale = await loaded(id);
    await sagas.advance({ loaded: stale, transition: transition(1), events: asking(id, 1), cause: someCause() });
    await expect(
      sagas.advance({ loaded: stale, transition: transition(7), events: asking(id, 1), cause: someCause() }),
    ).rejects.toBeInstanceOf(StaleWrite);
    expect(await loaded(id)).toMatchObject({ version: 2, state: { height: 1 } });
    expect(await stepsOf(id)).toHaveLength(2);
    expect(await db.query('SELECT 1 FROM outbox_events WHERE aggregate_id = $1', [id])).toHaveLength(2);
  });

  it('is due when its deadline has passed, oldest first', async () => {
    const first = await begun(transition(0, instant('2020-01-01T00:00:00.000Z')));
    const second = await begun(transition(0, instant('2020-01-02T00:00:00.000Z')));
    const third = await begun(transition(0, later));
    const known = new Set<string>([first.id, second.id, third.id]);
    const due = async (now: Instant) => (await sagas.due(now, 100)).map((each) => each.id).filter((each) => known.has(each));
    expect(await due(at)).toEqual([first.id, second.id]);
    expect(await due(later)).toEqual([first.id, second.id, third.id]);
    expect(await sagas.due(later, 1)).toEqual([{ id: first.id, version: 1 }]);
    await sagas.advance({ loaded: await loaded(first.id), transition: transition(1), events: () => [], cause: someCause() });
    expect(await due(at)).toEqual([second.id]);
  });

  it('is cached as this process wrote it, and read again after another process has written', async () => {
    const { id } = await begun();
    const stale = await loaded(id);
    await sagas.advance({ loaded: stale, transition: transition(1), events: () => [], cause: someCause() });
    expect(await sagas.recent(id)).toMatchObject({ version: 2, state: { height: 1 } });
    await db.query(`UPDATE climbs SET version = 3, state = '{"height": 8}' WHERE id = $1`, [id]);
    const remembered = await sagas.recent(id);
    if (remembered === undefined) throw new Error('it was forgotten');
    await expect(
      sagas.advance({ loaded: remembered, transition: transition(2), events: () => [], cause: someCause() }),
    ).rejects.toBeInstanceOf(StaleWrite);
    expect(await sagas.recent(id)).toMatchObject({ version: 3, state: { height: 8 } });
  });

  it('does not exist before it starts', async () => {
    expect(await sagas.load(newId())).toBeUndefined();
  });

  it('has an append-only log', async () => {
    await begun();
    await expect(db.query(`UPDATE climb_steps SET status = 'never'`)).rejects.toThrow('append-only');
  });
});
