import type { Database } from '@marketplace/platform';
import { eventually } from '@marketplace/testing';
import type { FacetName } from './facet-names';
import type { IndexRow } from './index-rows';
import { mirrorIndex, type Mirror } from './mirror';

const idOfNumber = (number: number): string => `01900000-0000-7000-8000-${number.toString().padStart(12, '0')}`;

const product = (number: number): IndexRow => ({
  seq: BigInt(number),
  product_id: idOfNumber(number),
  alive: true,
  words: `'boot':1A`,
  facets: [],
  prices: { USD: ['100', '200'] },
  available: true,
  rating: 0,
  rating_rank: 3_500,
  sold: 0n,
  popularity: 10,
  published: 0n,
});

/** A database as far as a mirror reads it: what is committed, and the last number that was given, committed or not. */
const tables = (committed: readonly IndexRow[]) => {
  const state = { rows: committed, lastNumber: BigInt(committed.length), isAway: false, looks: 0, reads: 0 };
  const answer = (sql: string, [after]: readonly unknown[]): readonly object[] => {
    if (state.isAway) throw new Error('the database is away');
    if (sql.includes('read_model_versions')) {
      state.looks += 1;
      return [{ version: 1, seq: state.lastNumber }];
    }
    if (sql.includes('facet_values')) return [] satisfies FacetName[];
    state.reads += 1;
    return state.rows.filter(({ seq }) => seq > (after as bigint)).slice(0, 2);
  };
  const query = ((sql: string, params: readonly unknown[] = []) => Promise.resolve().then(() => answer(sql, params))) as Database['query'];
  return { state, query };
};

const running: Mirror[] = [];

const mirrorOf = async (committed: readonly IndexRow[]) => {
  const { state, query } = tables(committed);
  const faults: unknown[] = [];
  const mirror = mirrorIndex({ db: { query }, mostProducts: 100, onFault: (fault) => faults.push(fault) });
  running.push(mirror);
  const alive = (): number => mirror.current()?.segment.counts().alive ?? 0;
  await eventually(() => mirror.current() !== undefined);
  return { mirror, state, faults, alive };
};

describe('the index in memory', () => {
  afterEach(async () => {
    await Promise.all(running.splice(0).map((mirror) => mirror.stop()));
  });

  it('takes in what was given its number before the mirror looked, and was committed after it', async () => {
    const { mirror, state, alive } = await mirrorOf([product(1)]);
    state.lastNumber = 2n;
    await mirror.wake();
    expect(alive()).toBe(1);
    state.rows = [product(1), product(2)];
    await mirror.wake();
    expect(alive()).toBe(2);
  });

  it('reads nothing where the last number that was given is the last that it has', async () => {
    const { mirror, state } = await mirrorOf([product(1)]);
    const { reads } = state;
    await mirror.wake();
    expect(state.reads).toBe(reads);
  });

  it('says once that it cannot follow, and again only after it could', async () => {
    const { mirror, state, faults } = await mirrorOf([product(1)]);
    state.isAway = true;
    await mirror.wake();
    await mirror.wake();
    expect(faults).toHaveLength(1);
    state.isAway = false;
    await mirror.wake();
    state.isAway = true;
    await mirror.wake();
    expect(faults).toHaveLength(2);
  });
});
