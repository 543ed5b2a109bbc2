import { idOf } from '@marketplace/kernel';
import type { IndexedProduct } from '../../application/index-source';
import { toEntry } from './index-entries';

const product: IndexedProduct = {
  words: [['boot', 3]],
  facets: [1],
  prices: [],
  available: true,
  rating: 0,
  ratingRank: 3_500,
  sold: 0,
  popularity: 10,
  published: 0,
};

const names = { isFigure: () => false };

const textOf = (change: Partial<IndexedProduct>, seq = 1n): string =>
  toEntry({ ...product, ...change }, { productId: idOf('01900000-0000-7000-8000-000000000001'), seq }, names).text;

describe('an entry of the index in memory', () => {
  it('differs from one with other words or facets, and from no other', () => {
    expect(textOf({ sold: 5 }, 2n)).toBe(textOf({}));
    expect(textOf({ words: [['boot', 2]] })).not.toBe(textOf({}));
    expect(textOf({ words: [['boots', 3]] })).not.toBe(textOf({}));
    expect(textOf({ facets: [2] })).not.toBe(textOf({}));
  });

  it('needs no more memory for a long description than for a short one', () => {
    const long = Array.from({ length: 5_000 }, (_, position) => [`word${position.toString()}`, 0] as const);
    expect(textOf({ words: long })).toHaveLength(textOf({}).length);
  });
});
