import { idOf } from '@marketplace/kernel';
import { eventually } from '@marketplace/testing';
import type { IndexChange, IndexSource } from '../../application/index-source';
import { mirrorIndex, type IndexMirror } from './index-mirror';

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

/** An index with committed changes, and the highest sequence number assigned, committed or not. */
const index = (committed: readonly IndexChange[]) => {
  const state = { rows: committed, lastNumber: BigInt(committed.length), isUnavailable: false, looks: 0, reads: 0 };
  const present = <T>(answer: () => T): Promise<T> =>
    Promise.resolve().then(() => {
      if (state.isUnavailable) throw new Error('the database is unavailable');
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

const running: IndexMirror[] = [];

const mirrorOf = async (committed: readonly IndexChange[]) => {
  const { state, source } = index(committed);
  const faults: unknown[] = [];
  const mirror = mirrorIndex({ source, maxProducts: 100, onFault: (fault) => faults.push(fault) });
  running.push(mirror);
  const alive = (): number => mirror.current()?.segment.counts().alive ?? 0;
  await eventually(() => mirror.current() !== undefined);
  return { mirror, state, faults, alive };
};

describe('the index in memory', () => {
  afterEach(async () => {
    await Promise.all(running.splice(0).map((mirror) => mirror.stop()));
  });

  it('reads a change that got its sequence number before a refresh and was committed after it', async () => {
    const { mirror, state, alive } = await mirrorOf([change(1)]);
    state.lastNumber = 2n;
    await mirror.refresh();
    expect(alive()).toBe(1);
    state.rows = [change(1), change(2)];
    await mirror.refresh();
    expect(alive()).toBe(2);
  });

  it('reads nothing if it has the highest sequence number assigned', async () => {
    const { mirror, state } = await mirrorOf([change(1)]);
    const { reads } = state;
    await mirror.refresh();
    expect(state.reads).toBe(reads);
  });

  it('reports the first of several failed refreshes, and again only after a success', async () => {
    const { mirror, state, faults } = await mirrorOf([change(1)]);
    state.isUnavailable = true;
    await mirror.refresh();
    await mirror.refresh();
    expect(faults).toHaveLength(1);
    state.isUnavailable = false;
    await mirror.refresh();
    state.isUnavailable = true;
    await mirror.refresh();
    expect(faults).toHaveLength(2);
  });
});
