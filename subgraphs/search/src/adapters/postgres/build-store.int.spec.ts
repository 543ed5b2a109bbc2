import { systemOf, type Cause } from '@marketplace/kernel';
import { newId, type Database } from '@marketplace/platform';
import { eventually, freshDatabase, type FreshDatabase } from '@marketplace/testing';
import type { BuildStore } from '../../application/builds';
import { buildStore } from './build-store';
import { searchDatabases } from './engine-under-test.fixtures';

const cause: Cause = { actor: systemOf('search'), correlationId: 'spec' };
const model = 'order_list';

type Change = (store: BuildStore) => Promise<unknown>;

describe('the versions of a read model', () => {
  let database: FreshDatabase;
  let db: Database;
  let builds: BuildStore;
  let databases: readonly Database[];
  /** Stores with one connection each, like replicas. On a shared connection, statements would not overlap. */
  let stores: readonly BuildStore[];
  beforeEach(async () => {
    database = await freshDatabase('search');
    databases = await searchDatabases(database, 8, 1);
    stores = databases.map(buildStore);
    const [own, store] = [databases[0], stores[0]];
    if (own === undefined || store === undefined) throw new Error('there is no database');
    [db, builds] = [own, store];
    await builds.goLive((await built()).id);
  });
  afterEach(async () => {
    await Promise.all(databases.map((each) => each.close()));
    await database.drop();
  });

  /** A version that is built and ready to go live. */
  const built = async () => {
    const [id, version] = [newId<'Build'>(), await builds.nextVersion(model)];
    await builds.start([{ id, model, goal: { kind: 'REBUILD', version }, plan: [] }], cause);
    await builds.startDraining(id);
    return { id, version };
  };
  const statuses = async () => {
    const rows = (await builds.versions()).filter(({ model: of, status }) => of === model && status !== 'RETIRED');
    return Object.fromEntries(rows.map(({ status, version }) => [status, version]));
  };
  const storeOf = (position: number): BuildStore => stores[position % stores.length] ?? builds;
  /** Locks the rows, lets the changes queue up in order, and releases the locks. */
  const inTurn = async (...changes: readonly Change[]): Promise<readonly unknown[]> => {
    const underWay: Promise<unknown>[] = [];
    await db.dataSource.transaction(async (manager) => {
      await manager.query('SELECT FROM read_model_versions WHERE model = $1 FOR UPDATE', [model]);
      for (const [position, change] of changes.entries()) {
        underWay.push(change(storeOf(position)).catch((error: unknown) => String(error)));
        await eventually(
          async () => {
            const waiting = await db.dataSource.query<unknown[]>(
              `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
            );
            return waiting.length === underWay.length;
          },
          { waitingFor: 'the change to wait for the lock' },
        );
      }
    });
    return Promise.all(underWay);
  };

  it('are rolled back after a switch that came first, and switched after a rollback', async () => {
    const first = await statuses();
    const second = await built();
    expect(
      await inTurn(
        (store) => store.goLive(second.id),
        (store) => store.rollBack(model),
      ),
    ).toEqual([true, true]);
    expect(await statuses()).toEqual({ LIVE: first['LIVE'], PREVIOUS: second.version });

    const third = await built();
    expect(
      await inTurn(
        (store) => store.rollBack(model),
        (store) => store.goLive(third.id),
      ),
    ).toEqual([true, true]);
    expect(await statuses()).toEqual({ LIVE: third.version, PREVIOUS: second.version });
  });

  it('are rolled back twice by two concurrent requests', async () => {
    const before = await statuses();
    expect(
      await inTurn(
        (store) => store.rollBack(model),
        (store) => store.rollBack(model),
      ),
    ).toEqual([true, true]);
    expect(await statuses()).toEqual(before);
  });

  it('go live or are cancelled, depending on the first request', async () => {
    const one = await built();
    expect(
      await inTurn(
        (store) => store.goLive(one.id),
        (store) => store.cancel(model),
      ),
    ).toEqual([true, undefined]);
    expect(await statuses()).toMatchObject({ LIVE: one.version });
    const other = await built();
    expect(
      await inTurn(
        (store) => store.cancel(model),
        (store) => store.goLive(other.id),
        (store) => store.rollBack(model),
      ),
    ).toEqual([other.version, false, true]);
    expect(await statuses()).toMatchObject({ PREVIOUS: one.version });
  });

  it('are always one live and one previous version under concurrent requests, without errors', async () => {
    for (let round = 0; round < 25; round += 1) {
      const before = await statuses();
      const { id, version } = await built();
      const spread = <T>(times: number, change: (store: BuildStore) => Promise<T>): Promise<readonly T[]> =>
        Promise.all(Array.from({ length: times }, (_, position) => change(storeOf(position + round))));
      const [swaps, cancels, rollbacks] = await Promise.all([
        spread(3, (store) => store.goLive(id)),
        spread(round % 3 === 0 ? 3 : 0, (store) => store.cancel(model)),
        spread(9, (store) => store.rollBack(model)),
      ]);
      const [wentLive, gaveUp] = [swaps.filter((each) => each), cancels.filter((each) => each === version)];
      expect(wentLive.length + gaveUp.length).toBe(1);
      expect(rollbacks).toEqual(Array.from({ length: 9 }, () => true));
      const { LIVE, PREVIOUS, ...others } = await statuses();
      expect(others).toEqual({});
      // Nine rollbacks and a switch in any order: the new version is one of the two, with one of the older versions.
      const left = [LIVE, PREVIOUS].filter((each) => each !== version);
      expect(left).toHaveLength(wentLive.length === 1 ? 1 : 2);
      expect(Object.values(before)).toEqual(expect.arrayContaining(left));
    }
  });
});
