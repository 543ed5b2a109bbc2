import { labelBackoff } from './label-retry';

describe('retrying a label request', () => {
  it('waits one second first, doubles the delay each time, and waits at most five minutes', () => {
    expect([1, 2, 3, 9, 10, 1_000].map(labelBackoff)).toEqual([1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
  });
});
