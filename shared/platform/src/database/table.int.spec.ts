import { eventually, freshDatabase, type FreshDatabase } from '@marketplace/testing';
import { currency, idOf, instant, money } from '@marketplace/kernel';
import { migration } from '../migrations/migration';
import { someCause } from '../testing/counters.fixtures';
import { tableDifferences } from '../testing/table-differences';
import { migrate, openDatabase, type Database } from './database';
import { StaleWrite } from './faults';
import { rowSource } from './row-source';
import {
  bigint,
  boolean,
  char,
  date,
  id,
  integer,
  json,
  list,
  moneyJson,
  real,
  table,
  text,
  timestamp,
  tsvector,
  updatedAt,
  type New,
} from './table';
import { columnsOf, pickColumns, nestedRow, nestedRows, parseNested, parseNestedRow, parseRows, nonNull } from './table-reads';

const Boats = table(
  'boats',
  {
    id: id<'Boat'>().primary(),
    version: integer(),
    name: text(),
    flag: char(2).nullable(),
    weight: bigint(),
    isAfloat: boolean().named('afloat'),
    ports: list(text()),
    lengths: list(integer()),
    crew: json<readonly { readonly name: string }[]>(),
    price: moneyJson(),
    builtAt: timestamp().nullable(),
    launchedOn: date().nullable(),
    draught: real(),
    words: tsvector(),
    note: text().withDefault(),
    updatedAt: updatedAt(),
  },
  { unique: [['name']] },
);

const Trips = table('trips', { boatId: id<'Boat'>().primary(), day: integer().primary(), miles: bigint(), startedAt: timestamp() });

const Docks = table('docks', { number: integer().primary(), boatId: id<'Boat'>() });

const Fleet = migration('0001-fleet', 1_001, {
  up: `
    CREATE TABLE boats (
      id uuid PRIMARY KEY, version integer NOT NULL, name text NOT NULL UNIQUE, flag char(2), weight bigint NOT NULL, afloat boolean NOT NULL,
      ports text[] NOT NULL, lengths integer[] NOT NULL, crew jsonb NOT NULL, price jsonb NOT NULL, built_at timestamptz,
      launched_on date, draught real NOT NULL, words tsvector NOT NULL,
      note text NOT NULL DEFAULT 'none', updated_at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE trips (
      boat_id uuid NOT NULL, day integer NOT NULL, miles bigint NOT NULL, started_at timestamptz NOT NULL, PRIMARY KEY (boat_id, day));
    CREATE TABLE docks (number integer PRIMARY KEY, boat_id uuid NOT NULL);
    CREATE INDEX docks_of_boat ON docks (boat_id)`,
  down: 'DROP TABLE docks, trips, boats',
});

const tables = { Boats, Trips, Docks };
const boatId = (number: number) => idOf<'Boat'>(`01900000-0000-7000-8000-${number.toString().padStart(12, '0')}`);

const boat = (number: number): New<typeof Boats> => ({
  id: boatId(number),
  version: 1,
  name: `Boat ${number.toString()}`,
  flag: null,
  weight: 9_007_199_254_740_993n,
  isAfloat: true,
  ports: ['Kiel', 'a "b" \\ c, {d}', ''],
  lengths: [3, 4],
  crew: [{ name: 'Änne' }],
  price: money(1_999n, currency('EUR')),
  builtAt: instant('2020-02-29T01:02:03.004Z'),
  launchedOn: '2020-02-29',
  draught: 1.5,
  words: `'boat':1A,2 'sail':3`,
});

describe('a described table', () => {
  let database: FreshDatabase;
  let db: Database;

  beforeAll(async () => {
    database = await freshDatabase('table');
    const options = { name: 'table', url: database.url, poolSize: 4, tables };
    await migrate(options, [Fleet]);
    db = await openDatabase(options);
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });
  beforeEach(async () => {
    await db.query('TRUNCATE boats, trips');
  });

  const boats = (rest = 'ORDER BY name') => db.select(Boats, rest);

  it('returns inserted values of every type, with the defaults of PostgreSQL', async () => {
    await db
      .unit(someCause())
      .insert(Boats, [boat(1), { ...boat(2), flag: 'DE', builtAt: null, ports: [] }])
      .commit();
    const [first, second] = await boats();
    expect(first).toEqual({ ...boat(1), note: 'none', updatedAt: expect.any(String) as string });
    expect(second).toMatchObject({ flag: 'DE', builtAt: null, ports: [] });
  });

  it('uses an index for writes, even if the table was empty at the first one', async () => {
    const counts = async () => {
      const [row] = await db.query<{ scans: bigint; deleted: bigint }>(
        `SELECT seq_scan AS scans, n_tup_del AS deleted FROM pg_stat_user_tables WHERE relname = 'docks'`,
      );
      return row ?? { scans: 0n, deleted: 0n };
    };
    const docks = Array.from({ length: 20 }, (_, number) => ({ number, boatId: boatId(number) }));
    const writeAndDelete = async (): Promise<void> => {
      await db.unit(someCause()).insert(Docks, docks).commit();
      const keys = docks.map(({ boatId: id }) => ({ boatId: id }));
      await db.unit(someCause()).delete(Docks, keys).commit();
    };
    const { scans: scansOfMigration } = await counts();
    // A session reports its statistics once a second, after a statement.
    const { scans } = await eventually(async () => {
      await writeAndDelete();
      const counted = await counts();
      return counted.deleted > 0n && counted;
    });
    expect(scans).toBe(scansOfMigration);
  });

  it('has the same values in the TypeORM repository', async () => {
    const repository = db.repository(Boats);
    await repository.insert(boat(3));
    const [selected] = await boats();
    expect(selected).toMatchObject(boat(3));
    expect(await repository.findOneByOrFail({ id: boatId(3) })).toEqual(selected);
    const [largest] = await repository.find({ where: { isAfloat: true }, order: { weight: 'DESC' }, take: 1 });
    expect(largest?.weight).toBe(9_007_199_254_740_993n);
  });

  it('sets the update time in the repository too', async () => {
    const longAgo = instant('2020-01-01T00:00:00.000Z');
    await db
      .unit(someCause())
      .insert(Boats, [{ ...boat(1), updatedAt: longAgo }])
      .commit();
    await db.repository(Boats).update({ id: boatId(1) }, { name: 'Renamed' });
    const [renamed] = await boats();
    expect(renamed).toMatchObject({ ...boat(1), name: 'Renamed' });
    expect(String(renamed?.updatedAt) > longAgo).toBe(true);
  });

  it('is updated by compare-and-swap: all changes or none', async () => {
    await db
      .unit(someCause())
      .insert(Boats, [boat(1), boat(2)])
      .commit();
    const [before] = await boats();
    const rename = (number: number, version: number, name: string) => ({
      where: { id: boatId(number), version },
      set: { version: version + 1, name },
    });
    await db
      .unit(someCause())
      .update(Boats, [rename(1, 1, 'A'), rename(2, 1, 'B')])
      .commit();
    const renamed = await boats();
    expect(renamed.map(({ name, version }) => [name, version])).toEqual([
      ['A', 2],
      ['B', 2],
    ]);
    expect(String(renamed[0]?.updatedAt) >= String(before?.updatedAt)).toBe(true);
    await expect(
      db
        .unit(someCause())
        .update(Boats, [rename(1, 2, 'C'), rename(2, 1, 'D')])
        .commit(),
    ).rejects.toThrow(StaleWrite);
    expect((await boats()).map(({ name }) => name)).toEqual(['A', 'B']);
    await db
      .unit(someCause())
      .update(Boats, [rename(1, 9, 'E')], { expect: 'any' })
      .commit();
    expect((await boats()).map(({ name }) => name)).toEqual(['A', 'B']);
  });

  it('is updated only if an additional condition holds', async () => {
    await db
      .unit(someCause())
      .insert(Boats, [boat(1), boat(2)])
      .insert(Trips, [{ boatId: boatId(2), day: 1, miles: 5n, startedAt: instant('2026-11-21T08:30:00Z') }])
      .commit();
    const rename = (...numbers: readonly number[]) =>
      db
        .unit(someCause())
        .update(
          Boats,
          numbers.map((number) => ({ where: { id: boatId(number) }, set: { name: `Anchored ${number}` } })),
          { onlyIf: 'NOT EXISTS (SELECT 1 FROM trips WHERE trips.boat_id = t.id) OR t.version > 9' },
        )
        .commit();
    await expect(rename(1, 2)).rejects.toThrow(StaleWrite);
    await rename(1);
    expect((await boats()).map(({ name }) => name)).toEqual(['Anchored 1', 'Boat 2']);
  });

  it('supports inserts that ignore conflicts, and upserts', async () => {
    await db
      .unit(someCause())
      .insert(Boats, [boat(1)])
      .commit();
    await expect(
      db
        .unit(someCause())
        .insert(Boats, [boat(1)])
        .commit(),
    ).rejects.toThrow(StaleWrite);
    await db
      .unit(someCause())
      .insert(Boats, [{ ...boat(1), name: 'other' }, boat(2)], { ignoreConflicts: true })
      .commit();
    expect((await boats()).map(({ name }) => name)).toEqual(['Boat 1', 'Boat 2']);
    await db
      .unit(someCause())
      .upsert(
        Boats,
        [
          { ...boat(3), version: 7 },
          { ...boat(1), version: 5 },
        ],
        ['id'],
      )
      .commit();
    expect((await boats()).map(({ version }) => version)).toEqual([5, 1, 7]);
  });

  it('keeps a row if the new one has no higher version', async () => {
    const learn = (number: number, version: number, name: string) =>
      db
        .unit(someCause())
        .upsert(Boats, [{ ...boat(number), version, name }], { by: ['id'], newer: 'version' })
        .commit();
    await learn(1, 2, 'second');
    await learn(1, 1, 'first');
    await learn(1, 2, 'second again');
    expect((await boats()).map(({ name }) => name)).toEqual(['second']);
    await learn(1, 3, 'third');
    expect((await boats()).map(({ name, version }) => [name, version])).toEqual([['third', 3]]);
  });

  it('supports concurrent increments', async () => {
    await db
      .unit(someCause())
      .insert(Boats, [boat(1), boat(2)])
      .commit();
    const heavier = (number: number) => ({ where: { id: boatId(number), isAfloat: true }, add: { weight: 5n, version: 2 } });
    await Promise.all(
      Array.from({ length: 10 }, () =>
        db
          .unit(someCause())
          .update(Boats, [heavier(1)])
          .commit(),
      ),
    );
    await db
      .unit(someCause())
      .update(Boats, [{ ...heavier(2), set: { name: 'Heavy' } }])
      .commit();
    expect((await boats('ORDER BY id')).map(({ name, weight, version }) => [name, weight, version])).toEqual([
      ['Boat 1', boat(1).weight + 50n, 21],
      ['Heavy', boat(2).weight + 5n, 3],
    ]);
  });

  it('deletes exactly the given rows', async () => {
    const day = (number: number) => ({ boatId: boatId(1), day: number, miles: 5n, startedAt: instant('2020-01-01T00:00:00.000Z') });
    await db.unit(someCause()).insert(Trips, [1, 2, 3].map(day)).commit();
    await db
      .unit(someCause())
      .delete(Trips, [
        { boatId: boatId(1), day: 2 },
        { boatId: boatId(1), day: 9 },
      ])
      .commit();
    expect((await db.select(Trips, 'ORDER BY day')).map((trip) => trip.day)).toEqual([1, 3]);
    await expect(
      db
        .unit(someCause())
        .delete(Trips, [{ boatId: boatId(1), day: 2 }], { expect: 1 })
        .commit(),
    ).rejects.toThrow(StaleWrite);
  });

  it('is read as nested rows, exactly', async () => {
    const trip = { boatId: boatId(1), day: 1, miles: 9_007_199_254_740_993n, startedAt: instant('2020-01-01T10:00:00.500Z') };
    await db
      .unit(someCause())
      .insert(Boats, [boat(1), boat(2)])
      .insert(Trips, [trip])
      .commit();
    const trips = nestedRows(Trips, 't', { where: 't.boat_id = b.id', order: 't.day' });
    const rows = await db.query<{ trips: readonly object[] }>(
      `SELECT ${columnsOf(Boats, 'b')}, ${trips} AS trips FROM boats b ORDER BY b.name`,
    );
    expect(rows.map((row) => parseNested(Trips, row.trips))).toEqual([[trip], []]);
    const [joined] = await db.query<{ trip: object }>(
      `SELECT ${nestedRow(Trips, 't')} AS trip FROM boats b JOIN trips t ON t.boat_id = b.id`,
    );
    expect(parseNestedRow(Trips, joined?.trip ?? {})).toEqual(trip);
  });

  it('is written by custom SQL from rows, also with extra columns', async () => {
    await db
      .unit(someCause())
      .insert(Boats, [boat(1), boat(2)])
      .commit();
    const repaired = rowSource(Boats, ['id', 'ports', 'crew', 'builtAt'], { alias: 'repaired', extra: { addedWeight: bigint() } });
    const crew = [{ name: 'Bo' }];
    await db
      .unit(someCause())
      .addRows(
        `UPDATE boats SET ports = repaired.ports::text[], crew = repaired.crew, built_at = repaired.built_at, weight = weight + added_weight
         FROM ${repaired.sql} WHERE boats.id = repaired.id`,
        repaired.params([{ id: boatId(2), ports: ['{Kiel}'], crew, builtAt: null, addedWeight: -1n }]),
        1,
      )
      .commit();
    const { weight } = boat(2);
    expect(await boats('WHERE version = 1 ORDER BY id')).toMatchObject([
      boat(1),
      { ...boat(2), ports: ['{Kiel}'], crew, builtAt: null, weight: weight - 1n },
    ]);
  });

  it('can be read with some of its columns', async () => {
    await db
      .unit(someCause())
      .insert(Boats, [boat(1)])
      .commit();
    const { id: key, price, launchedOn } = boat(1);
    const Prices = pickColumns(Boats, 'id', 'price', 'launchedOn');
    const expected = [{ id: key, price, launchedOn }];
    expect(await db.select(Prices, 'WHERE name = $1', ['Boat 1'])).toEqual(expected);
    expect(parseRows(Prices, await db.dataSource.query(`SELECT ${columnsOf(Prices, 'b')} FROM boats b`))).toEqual(expected);
  });

  it('rejects rows with different or unknown properties', () => {
    const { note: _, ...rest } = { ...boat(2), note: 'x' };
    expect(() => db.unit(someCause()).insert(Boats, [{ ...boat(1), note: 'x' }, rest])).toThrow('rows of boats have different properties');
    expect(() => db.unit(someCause()).insert(Boats, [{ ...boat(1), mast: 1 } as never])).toThrow('the table boats has no property mast');
  });

  it('names the row with an unexpected null', async () => {
    await db
      .unit(someCause())
      .insert(Boats, [boat(1)])
      .commit();
    const [row] = await boats();
    if (row === undefined) throw new Error('no row');
    expect(nonNull(Boats, row, 'builtAt')).toBe(boat(1).builtAt);
    expect(() => nonNull(Boats, row, 'flag')).toThrow(`the row ${boatId(1)} of boats must not have an empty flag`);
  });

  it('is compared with the database in both directions', async () => {
    const definition = { name: 'table', migrations: [Fleet], tables } as never;
    expect(await tableDifferences(database.url, definition)).toEqual([]);
    const Wrong = table('trips', { boatId: id().primary(), day: bigint().primary(), miles: bigint().nullable(), comment: text() });
    expect(await tableDifferences(database.url, { name: 'table', migrations: [Fleet], tables: { Boats, Docks, Wrong } } as never)).toEqual([
      'trips: described, not in the database: day bigint NOT NULL',
      'trips: described, not in the database: miles bigint',
      'trips: described, not in the database: comment text NOT NULL',
      'trips: in the database, not described: day integer NOT NULL',
      'trips: in the database, not described: miles bigint NOT NULL',
      'trips: in the database, not described: started_at timestamp with time zone NOT NULL',
    ]);
  });
});
