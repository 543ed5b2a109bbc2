import { idOf } from '@marketplace/kernel';
import { eventually } from '@marketplace/testing';
import type { IndexChange, IndexSource } from '../../application/index-copy';
import { mirrorIndex, type Mirror } from './mirror';

const change = (number: number): IndexChange => ({
  seq: BigInt(number),
  productId: idOf(`01900000-0000-7000-8000-${number.toString().padStart(12, '0')}`),
  product: {
    words: [['boot', 3]],
    facets: [],
    prices: [{ currency: 'USD', min: 100n, max: 200n }],
    available: true,
    rating: 0,
    ratingRank: 3_500,
    sold: 0,
    popularity: 10,
    published: 0,
  },
});

/** An index as far as a mirror reads it: what is committed, and the last number that was given, committed or not. */
const index = (committed: readonly IndexChange[]) => {
  const state = { rows: committed, lastNumber: BigInt(committed.length), isAway: false, looks: 0, reads: 0 };
  const present = <T>(answer: () => T): Promise<T> =>
    Promise.resolve().then(() => {
      if (state.isAway) throw new Error('the database is away');
      return answer();
    });
  const source: Pick<IndexSource, 'latest' | 'changesAfter' | 'facetNamesAfter'> = {
    latest: () =>
      present(() => {
        state.looks += 1;
        return { version: 1, seq: state.lastNumber };
      }),
    facetNamesAfter: () => present(() => []),
    changesAfter: (_, after) =>
      present(() => {
        state.reads += 1;
        return state.rows.filter(({ seq }) => seq > after).slice(0, 2);
      }),
  };
  return { state, source };
};

const running: Mirror[] = [];

const mirrorOf = async (committed: readonly IndexChange[]) => {
  const { state, source } = index(committed);
  const faults: unknown[] = [];
  const mirror = mirrorIndex({ source, mostProducts: 100, onFault: (fault) => faults.push(fault) });
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
    const { mirror, state, alive } = await mirrorOf([change(1)]);
    state.lastNumber = 2n;
    await mirror.wake();
    expect(alive()).toBe(1);
    state.rows = [change(1), change(2)];
    await mirror.wake();
    expect(alive()).toBe(2);
  });

  it('reads nothing where the last number that was given is the last that it has', async () => {
    const { mirror, state } = await mirrorOf([change(1)]);
    const { reads } = state;
    await mirror.wake();
    expect(state.reads).toBe(reads);
  });

  it('says once that it cannot follow, and again only after it could', async () => {
    const { mirror, state, faults } = await mirrorOf([change(1)]);
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
