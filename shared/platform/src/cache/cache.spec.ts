import { createCache, type CacheOptions } from './cache';
import { describeCache, priceCache, shopWindow, type Price } from './cache.contract';
import { createInvalidationTracker } from './invalidation-tracker';

const inMemory = (options: CacheOptions<Price>, gaps = () => 1) => createCache(options, { context: 'test', gaps });

describeCache('memory', (options) => inMemory(options));

describe('a cache in memory', () => {
  it('evicts the least recently used values', async () => {
    const cache = inMemory({ ...priceCache, maxSize: 3, sizeOf: ({ amount }) => amount });
    const source = shopWindow({ a: 2, b: 1, c: 1 });
    for (const key of ['a', 'b', 'c']) await cache.read([key], source.read);
    await cache.read(['b', 'c'], source.read);
    expect(source.asked).toHaveLength(3);
    await cache.read(['a'], source.read);
    expect(source.asked).toHaveLength(4);
  });

  it('is cleared when invalidations may have been missed, including reads in progress', async () => {
    let gap = 1;
    const [cache, source] = [inMemory(priceCache, () => gap), shopWindow({ a: 1, b: 1 })];
    await cache.read(['a'], source.read);
    const slow = cache.read(['b'], (keys) => source.slowRead(keys));
    while (source.asked.length < 2) await Promise.resolve();
    gap = 2;
    source.open();
    await slow;
    expect(cache.isEmpty()).toBe(true);
    await cache.read(['a'], source.read);
    expect(source.asked).toHaveLength(3);
  });

  it('ignores values of the shared layer that were invalidated during the read', async () => {
    const doors: (() => void)[] = [];
    const reading = new Promise<void>((resolve) => doors.push(resolve));
    const get = async () => {
      await reading;
      return { texts: new Map([['a', '{"of":"a","amount":1}']]), tickets: new Map() };
    };
    const shared = { get, set: () => undefined, invalidate: () => undefined, invalidateAll: () => undefined };
    const cache = createCache(priceCache, { context: 'test', gaps: () => 1, shared });
    const source = shopWindow({ a: 7 });
    const read = cache.read(['a'], source.read);
    cache.invalidate(['a']);
    for (const open of doors) open();
    expect((await read).get('a')?.amount).toBe(7);
    expect(cache.isEmpty()).toBe(true);
  });

  it('loads values by other criteria, and stores them by key', async () => {
    const [cache, source] = [inMemory(priceCache), shopWindow({ a: 1, b: 2 })];
    const loaded = await cache.readWith(['a'], async (known) => (known.has('a') ? [] : source.read(['a', 'b'])));
    expect([...loaded.keys()]).toEqual(['a', 'b']);
    await cache.read(['a', 'b'], source.read);
    await cache.readWith(['a'], (known) => Promise.resolve(known.has('a') ? [] : [['a', { of: 'a', amount: 0 }]]));
    expect(source.asked).toHaveLength(1);
  });
});

describe('the invalidation tracker', () => {
  it('tracks nothing while no read is in progress', () => {
    const drops = createInvalidationTracker();
    const first = drops.begin();
    drops.invalidate('a');
    expect(drops.isCurrent('a', first)).toBe(false);
    expect(drops.isCurrent('b', first)).toBe(true);
    drops.end();
    expect(drops.isCurrent('a', drops.begin())).toBe(true);
  });

  it('treats all reads in progress as outdated if there are too many invalidations', () => {
    const drops = createInvalidationTracker(2);
    const first = drops.begin();
    for (const key of ['a', 'b', 'c']) drops.invalidate(key);
    expect(drops.isCurrent('z', first)).toBe(false);
    expect(drops.isCurrent('a', drops.begin())).toBe(true);
  });
});
