import { createCache, type CacheOptions } from './cache';
import { describeCache, priceCache, shopWindow, type Price } from './cache.contract';
import { createDrops } from './drops';

const inMemory = (options: CacheOptions<Price>, gaps = () => 1) => createCache(options, { context: 'test', gaps });

describeCache('memory', (options) => inMemory(options));

describe('a cache in memory', () => {
  it('keeps no more than there is room for, what was asked for last', async () => {
    const cache = inMemory({ ...priceCache, maxSize: 3, sizeOf: ({ amount }) => amount });
    const source = shopWindow({ a: 2, b: 1, c: 1 });
    for (const key of ['a', 'b', 'c']) await cache.read([key], source.read);
    await cache.read(['b', 'c'], source.read);
    expect(source.asked).toHaveLength(3);
    await cache.read(['a'], source.read);
    expect(source.asked).toHaveLength(4);
  });

  it('forgets everything when changes may have gone by unheard, also what is being read', async () => {
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

  it('does not believe what the others remembered when it was dropped while they were asked', async () => {
    const doors: (() => void)[] = [];
    const looking = new Promise<void>((resolve) => doors.push(resolve));
    const look = async () => {
      await looking;
      return { texts: new Map([['a', '{"of":"a","amount":1}']]), tickets: new Map() };
    };
    const shared = { look, put: () => undefined, drop: () => undefined, dropAll: () => undefined };
    const cache = createCache(priceCache, { context: 'test', gaps: () => 1, shared });
    const source = shopWindow({ a: 7 });
    const read = cache.read(['a'], source.read);
    cache.drop(['a']);
    for (const open of doors) open();
    expect((await read).get('a')?.amount).toBe(7);
    expect(cache.isEmpty()).toBe(true);
  });

  it('loads what is not named by its key, and keeps it by its key', async () => {
    const [cache, source] = [inMemory(priceCache), shopWindow({ a: 1, b: 2 })];
    const loaded = await cache.readWith(['a'], async (known) => (known.has('a') ? [] : source.read(['a', 'b'])));
    expect([...loaded.keys()]).toEqual(['a', 'b']);
    await cache.read(['a', 'b'], source.read);
    await cache.readWith(['a'], (known) => Promise.resolve(known.has('a') ? [] : [['a', { of: 'a', amount: 0 }]]));
    expect(source.asked).toHaveLength(1);
  });
});

describe('the drops that reads must know of', () => {
  it('are forgotten when nothing is being read', () => {
    const drops = createDrops();
    const first = drops.begin();
    drops.drop('a');
    expect(drops.isCurrent('a', first)).toBe(false);
    expect(drops.isCurrent('b', first)).toBe(true);
    drops.end();
    expect(drops.isCurrent('a', drops.begin())).toBe(true);
  });

  it('make every read under way too old when they are too many to be told apart', () => {
    const drops = createDrops(2);
    const first = drops.begin();
    for (const key of ['a', 'b', 'c']) drops.drop(key);
    expect(drops.isCurrent('z', first)).toBe(false);
    expect(drops.isCurrent('a', drops.begin())).toBe(true);
  });
});
