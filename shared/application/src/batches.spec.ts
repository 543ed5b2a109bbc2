import { compareAll, inBatches } from './batches';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, number) => number + 1);

describe('work in batches', () => {
  it('continues after the last item while there are more', async () => {
    const seen: number[][] = [];
    const changed = await inBatches<number>({
      maxBatches: 10,
      next: (last = 0) => Promise.resolve(numbers(7).slice(last, last + 3)),
      handle: (items) => Promise.resolve(seen.push([...items]) && items.length),
      isMore: (items) => items.length === 3,
    });
    expect(seen).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    expect(changed).toBe(7);
  });

  it('ends with an empty batch, without handling it', async () => {
    const handle = jest.fn((items: readonly number[]) => Promise.resolve(items.length));
    expect(await inBatches<number>({ maxBatches: 10, next: () => Promise.resolve([]), handle, isMore: () => true })).toBe(0);
    expect(handle).not.toHaveBeenCalled();
  });

  it('stops at the maximum number of batches', async () => {
    const next = jest.fn(() => Promise.resolve(numbers(2)));
    expect(await inBatches<number>({ maxBatches: 3, next, handle: (items) => Promise.resolve(items.length), isMore: () => true })).toBe(6);
    expect(next).toHaveBeenCalledTimes(3);
  });

  it('reports the number of changed items', async () => {
    const asked: number[] = [];
    await inBatches<number>({
      maxBatches: 10,
      next: () => Promise.resolve(numbers(2)),
      handle: () => Promise.resolve(asked.length === 0 ? 2 : 0),
      isMore: (_items, changed) => asked.push(changed) > 0 && changed > 0,
    });
    expect(asked).toEqual([2, 0]);
  });
});

describe('a comparison', () => {
  it('compares all pages and reports each difference', async () => {
    const parts: Record<string, { differences: string[]; last?: string }> = {
      a: { differences: ['one'], last: 'b' },
      b: { differences: [], last: 'c' },
      c: { differences: ['two', 'three'] },
    };
    const found: string[] = [];
    const count = await compareAll(
      'a',
      (after) => Promise.resolve(parts[after] ?? { differences: [] }),
      (difference: string) => found.push(difference),
    );
    expect(found).toEqual(['one', 'two', 'three']);
    expect(count).toBe(3);
  });
});
