import { z } from 'zod';
import { freshDatabase, type FreshDatabase } from '@marketplace/testing';
import { idOf, instant, isRefused, refuse, type Decision } from '@marketplace/kernel';
import type { Versioned } from '@marketplace/application';
import { event } from '@marketplace/schema';
import { newId } from '../core/ids';
import { migrate, openDatabase, type Database } from '../database/database';
import { StaleWrite } from '../database/faults';
import { eventMessage } from '../database/event-message';
import { History, OutboxEvents } from '../database/platform-tables';
import { id, integer, table, text } from '../database/table';
import type { Unit } from '../database/unit';
import { migration } from '../migrations/migration';
import { someCause } from '../testing/counters.fixtures';
import { aggregateStore } from './aggregate-store';

const LampSoldV1 = event({
  context: 'lamps',
  aggregate: 'Lamp',
  type: 'LampSold',
  version: 1,
  description: 'A lamp was sold.',
  data: z.object({ lampId: z.uuid() }),
  example: { lampId: '01900000-0000-7000-8000-000000000001' },
});

/** A lamp is made, switched any number of times (without published events), and sold. */
type Lamp = { readonly id: string; readonly status: 'DARK' | 'LIT' | 'SOLD' };
type LampEvent = { readonly type: 'LampMade'; readonly id: string } | { readonly type: 'LampSwitched' } | { readonly type: 'LampSold' };
type LampCommand = { readonly type: 'Switch' | 'Sell' | 'SwitchAndSell' };

const decide = ({ type }: LampCommand, { status }: Lamp): Decision<LampEvent, 'lamp-sold'> => {
  if (status === 'SOLD') return type === 'Sell' ? [] : refuse('lamp-sold');
  if (type === 'Switch') return [{ type: 'LampSwitched' }];
  return type === 'Sell' ? [{ type: 'LampSold' }] : [{ type: 'LampSwitched' }, { type: 'LampSold' }];
};

const evolve = (lamp: Lamp | undefined, happened: LampEvent): Lamp => {
  if (happened.type === 'LampMade') return { id: happened.id, status: 'DARK' };
  if (lamp === undefined) throw new Error('there is no lamp');
  if (happened.type === 'LampSold') return { ...lamp, status: 'SOLD' };
  return { ...lamp, status: lamp.status === 'LIT' ? 'DARK' : 'LIT' };
};

const definition = { name: 'Lamp', idOf: (lamp: Lamp): string => lamp.id, decide, evolve };

const Lamps = table('lamps', { id: id().primary(), version: integer(), announced: integer(), status: text<Lamp['status']>() });
const Slots = table('slots', { lampId: id().primary() });

const Made = migration('0001-lamps', 1_001, {
  up: `CREATE TABLE lamps (id uuid PRIMARY KEY, version integer NOT NULL, announced integer NOT NULL, status text NOT NULL);
       CREATE TABLE slots (lamp_id uuid PRIMARY KEY)`,
  down: 'DROP TABLE slots, lamps',
});

describe('an aggregate store', () => {
  let database: FreshDatabase;
  let db: Database;
  const reads: (readonly string[])[] = [];

  beforeAll(async () => {
    database = await freshDatabase('aggregates');
    const options = { name: 'aggregates', url: database.url, poolSize: 4, tables: { Lamps, Slots } };
    await migrate(options, [Made]);
    db = await openDatabase(options);
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  const openStore = (cacheSize = 100) =>
    aggregateStore<Lamp, LampCommand, LampEvent, 'lamp-sold'>(db, {
      ...definition,
      load: async (ids) => {
        reads.push(ids);
        const rows = await db.select(Lamps, 'WHERE id = ANY ($1::uuid[])', [ids]);
        return rows.map(({ version, announced, ...state }): Versioned<Lamp> => ({ version, announced, state }));
      },
      write: (unit, changes) => {
        const columnsOf = ({ after: { state, version, announced } }: (typeof changes)[number]) => ({
          ...{ version, announced },
          status: state.status,
        });
        unit.insert(
          Lamps,
          changes.filter(({ from }) => from === 0).map((each) => ({ id: idOf(each.after.state.id), ...columnsOf(each) })),
        );
        unit.update(
          Lamps,
          changes
            .filter(({ from }) => from > 0)
            .map((each) => ({ where: { id: idOf(each.after.state.id), version: each.from }, set: columnsOf(each) })),
        );
      },
      // Creating messages may require a read; usually it does not.
      toMessages: ({ id: lampId, event: { type }, version }) =>
        type === 'LampSold' ? Promise.resolve([eventMessage(LampSoldV1, { id: lampId, version }, { lampId })]) : [],
      record: ({ event: happened, before, after }) => ({
        event: happened,
        at: instant('2026-01-01T00:00:00Z'),
        ...(before === undefined ? {} : { before: before.status }),
        after: after.status,
      }),
      cacheSize,
    });

  const made = async (store = openStore()): Promise<string> => {
    const lampId = newId();
    await store.save([{ before: undefined, events: [{ type: 'LampMade', id: lampId }] }], someCause());
    return lampId;
  };

  const follows: number[] = [];
  beforeAll(() => {
    db.onCommit((rows) => void follows.push(...rows.map((row) => row.follows)));
  });

  it('increments the version for each event, and stores each in the history', async () => {
    const store = openStore();
    const lampId = await made(store);
    expect(await store.handle(lampId, { type: 'Switch' }, someCause())).toMatchObject({
      version: 2,
      announced: 0,
      state: { status: 'LIT' },
    });
    expect(await store.handle(lampId, { type: 'SwitchAndSell' }, someCause())).toMatchObject({ version: 4, announced: 4 });
    const rows = await db.select(History, `WHERE aggregate_id = $1 ORDER BY version`, [lampId]);
    expect(rows.map(({ aggregateType, version, eventType, before, after }) => [aggregateType, version, eventType, before, after])).toEqual([
      ['Lamp', 1, 'LampMade', null, 'DARK'],
      ['Lamp', 2, 'LampSwitched', 'DARK', 'LIT'],
      ['Lamp', 3, 'LampSwitched', 'LIT', 'DARK'],
      ['Lamp', 4, 'LampSold', 'DARK', 'SOLD'],
    ]);
  });

  it('names the previous published event of a published event, whatever the number of versions between them', async () => {
    const store = openStore();
    const lampId = await made(store);
    follows.length = 0;
    await store.handle(lampId, { type: 'Switch' }, someCause());
    await store.handle(lampId, { type: 'Sell' }, someCause());
    expect(follows).toEqual([0]);
    expect((await db.select(OutboxEvents, 'WHERE aggregate_id = $1', [lampId])).map(({ aggregateVersion }) => aggregateVersion)).toEqual([
      3,
    ]);
  });

  it('writes nothing for repeated or refused commands, and finds no other aggregates', async () => {
    const store = openStore();
    const lampId = await made(store);
    await store.handle(lampId, { type: 'Sell' }, someCause());
    expect(await store.handle(lampId, { type: 'Sell' }, someCause())).toMatchObject({ version: 2 });
    expect(await store.handle(lampId, { type: 'Switch' }, someCause())).toEqual({ refused: 'lamp-sold' });
    expect(await store.handle(newId(), { type: 'Switch' }, someCause())).toBeUndefined();
    expect((await store.find(lampId))?.version).toBe(2);
  });

  it('caches what it wrote last, until another process writes', async () => {
    const [ours, theirs] = [openStore(), openStore()];
    const lampId = await made(ours);
    expect(ours.cached(lampId)).toMatchObject({ version: 1 });
    expect(theirs.cached(lampId)).toBeUndefined();
    await theirs.handle(lampId, { type: 'Switch' }, someCause());
    const cached = ours.cached(lampId);
    if (cached === undefined) throw new Error('nothing is cached');
    await expect(ours.execute(cached, { type: 'Sell' }, someCause())).rejects.toThrow(StaleWrite);
    expect(ours.cached(lampId)).toBeUndefined();
    expect(await ours.handle(lampId, { type: 'Sell' }, someCause())).toMatchObject({ version: 3 });
  });

  it('refuses to create an aggregate that exists', async () => {
    const store = openStore();
    const lampId = await made(store);
    await expect(store.save([{ before: undefined, events: [{ type: 'LampMade', id: lampId }] }], someCause())).rejects.toThrow(StaleWrite);
  });

  it('saves several aggregates and other writes atomically', async () => {
    const store = openStore();
    const lamps = await Promise.all([made(store), made(store)]);
    const found = await store.findMany(lamps);
    const changes = store.changesOf(found, { type: 'Switch' });
    const slot = (lampId: string) => ({ alongside: (unit: Unit) => void unit.insert(Slots, [{ lampId: idOf(lampId) }]) });
    const [first] = lamps;
    await store.saveWith(changes, someCause(), slot(first));
    expect((await store.findMany(lamps)).map(({ version }) => version)).toEqual([2, 2]);
    const again = store.changesOf(await store.findMany(lamps), { type: 'Sell' });
    // The slot is taken, so neither lamp is sold.
    await expect(store.saveWith(again, someCause(), slot(first))).rejects.toThrow(StaleWrite);
    expect((await store.findMany(lamps)).map(({ state }) => state.status)).toEqual(['LIT', 'LIT']);
  });

  it('publishes its own events before those of other writes', async () => {
    const store = openStore();
    const [lampId, other] = [await made(store), newId()];
    const changes = store.changesOf(await store.findMany([lampId]), { type: 'Sell' });
    const alongside = (unit: Unit) => void unit.publish(eventMessage(LampSoldV1, { id: other, version: 1 }, { lampId: other }));
    await store.saveWith(changes, someCause(), { alongside });
    const published = await db.select(OutboxEvents, 'WHERE aggregate_id = ANY ($1::uuid[]) ORDER BY seq', [[lampId, other]]);
    expect(published.map(({ aggregateId }) => aggregateId)).toEqual([lampId, other]);
  });

  it('saves with several causes atomically, as one statement', async () => {
    const store = openStore();
    const lamps = await Promise.all([made(store), made(store)]);
    const selling = (await store.findMany(lamps)).map((before) => ({
      changes: [{ before, events: [{ type: 'LampSold' as const }] }],
      cause: someCause(),
    }));
    await store.saveAll(selling.slice(0, 1));
    expect(store.cached(lamps[0])).toMatchObject({ version: 2, state: { status: 'SOLD' } });
    // The first lamp has changed, so the second is not sold either, and the cached aggregates are removed.
    await expect(store.saveAll(selling.toReversed())).rejects.toThrow(StaleWrite);
    expect(lamps.map(store.cached)).toEqual([undefined, undefined]);
    expect((await store.findMany(lamps)).map(({ state }) => state.status)).toEqual(['SOLD', 'DARK']);
    await store.saveAll(selling.slice(1));
    const sold = await db.select(OutboxEvents, 'WHERE aggregate_id = ANY ($1::uuid[]) ORDER BY seq', [lamps]);
    expect(sold.map(({ payload }) => payload)).toMatchObject(selling.map(({ cause: { correlationId } }) => ({ correlationId })));
  });

  it('keeps extra columns as found, or as a change sets them, without a new version', async () => {
    type LitUntil = Versioned<Lamp> & { readonly hours: number };
    const written: unknown[] = [];
    const store = aggregateStore<Lamp, LampCommand, LampEvent, 'lamp-sold', LitUntil>(db, {
      ...{ ...definition, toMessages: () => [], load: () => Promise.resolve([]), cacheSize: 9 },
      write: (unit, changes) => {
        written.push(...changes.map(({ from, after: { version, hours } }) => `from ${from} to ${version}: ${hours} hours`));
        unit.insert(Slots, [{ lampId: newId() }]);
      },
    });
    const lampId = newId();
    const make = { before: undefined, events: [{ type: 'LampMade', id: lampId } as const], extra: { hours: 1 } };
    const [lamp] = await store.save([make], someCause());
    const switched = lamp && (await store.execute(lamp, { type: 'Switch' }, someCause()));
    if (switched === undefined || isRefused(switched)) throw new Error('nothing was saved');
    await store.save([{ before: switched, events: [], extra: { hours: 9 } }], someCause());
    await store.save([{ before: switched, events: [] }], someCause());
    expect(written).toEqual(['from 0 to 1: 1 hours', 'from 1 to 2: 1 hours', 'from 2 to 2: 9 hours']);
    expect(store.cached(lampId)).toEqual({ version: 2, announced: 0, state: { id: lampId, status: 'LIT' }, hours: 9 });
  });

  it('batches concurrent reads into one statement', async () => {
    const store = openStore(0);
    const lamps = await Promise.all([made(store), made(store), made(store)]);
    reads.length = 0;
    await Promise.all(lamps.map((lampId) => store.find(lampId)));
    expect(reads).toHaveLength(1);
  });
});
