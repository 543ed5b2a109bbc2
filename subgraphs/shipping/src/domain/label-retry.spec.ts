import { labelBackoff } from './label-retry';

describe('asking a carrier again', () => {
  it('waits a second first, twice as long each time, and never more than five minutes', () => {
    expect([1, 2, 3, 9, 10, 1_000].map(labelBackoff)).toEqual([1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
  });
});
