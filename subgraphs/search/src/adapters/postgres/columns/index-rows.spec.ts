import { toEntry, type IndexRow } from './index-rows';
import { facetNames } from './facet-names';

const row: IndexRow = {
  seq: 1n,
  product_id: '01900000-0000-7000-8000-000000000001',
  alive: true,
  words: `'boot':1A`,
  facets: [1],
  prices: {},
  available: true,
  rating: 0,
  rating_rank: 3_500,
  sold: 0n,
  popularity: 10,
  published: 0n,
};

const names = facetNames({ query: () => Promise.resolve([]) });

const textOf = (change: Partial<IndexRow>): string | undefined => toEntry({ ...row, ...change }, names)?.text;

describe('a row of the index in memory', () => {
  it('is told from one of other words or other facets, and from no other', () => {
    expect(textOf({ sold: 5n, seq: 2n })).toBe(textOf({}));
    expect(textOf({ words: `'boot':2A` })).not.toBe(textOf({}));
    expect(textOf({ facets: [2] })).not.toBe(textOf({}));
  });

  it('takes no more memory for a long description than for a short one', () => {
    const long = Array.from({ length: 5_000 }, (_, position) => `'word${position.toString()}':${position.toString()}`).join(' ');
    expect(textOf({ words: long })).toHaveLength(textOf({})?.length ?? 0);
  });
});
