import { milliseconds } from '@marketplace/kernel';
import type { Cache, CacheOptions } from './cache';

export type Price = { readonly of: string; readonly amount: number };

/** A source of prices whose reads can be paused after they have read the value. */
export const shopWindow = (amounts: Readonly<Record<string, number>>) => {
  const now = new Map(Object.entries(amounts));
  const asked: string[][] = [];
  const doors: (() => void)[] = [];
  return {
    asked,
    set: (of: string, amount: number) => now.set(of, amount),
    read: (keys: readonly string[]): Promise<ReadonlyMap<string, Price>> => {
      asked.push([...keys]);
      return Promise.resolve(
        new Map(
          keys.flatMap((of): [string, Price][] => {
            const amount = now.get(of);
            return amount === undefined ? [] : [[of, { of, amount }]];
          }),
        ),
      );
    },
    /** Like `read`, but returns only when `open` is called. */
    slowRead(keys: readonly string[]): Promise<ReadonlyMap<string, Price>> {
      const seen = this.read(keys);
      return new Promise((resolve) => {
        doors.push(() => {
          resolve(seen);
        });
      });
    },
    open: () => {
      for (const door of doors.splice(0)) door();
    },
  };
};

export const priceCache: CacheOptions<Price> = { name: 'prices', ttl: milliseconds(60_000), maxSize: 100 };

/** The contract of a cache, for all implementations. */
export const describeCache = (kind: string, make: (options: CacheOptions<Price>) => Cache<Price> | Promise<Cache<Price>>): void => {
  describe(`a cache in ${kind}`, () => {
    const amountOf = async (cache: Cache<Price>, source: ReturnType<typeof shopWindow>, key: string) =>
      (await cache.read([key], source.read)).get(key)?.amount;

    it('loads missing values only, and each once', async () => {
      const [cache, source] = [await make(priceCache), shopWindow({ a: 1, b: 2, c: 3 })];
      expect([...(await cache.read(['a', 'b'], source.read)).keys()]).toEqual(['a', 'b']);
      expect((await cache.read(['c', 'a', 'x'], source.read)).get('c')).toEqual({ of: 'c', amount: 3 });
      expect(source.asked).toEqual([
        ['a', 'b'],
        ['c', 'x'],
      ]);
    });

    it('loads invalidated values again, and no others', async () => {
      const [cache, source] = [await make(priceCache), shopWindow({ a: 1, b: 2 })];
      await cache.read(['a', 'b'], source.read);
      source.set('a', 7);
      cache.invalidate(['a']);
      expect(await amountOf(cache, source, 'a')).toBe(7);
      expect(await amountOf(cache, source, 'b')).toBe(2);
      expect(source.asked).toEqual([['a', 'b'], ['a']]);
    });

    it('does not store values that were read before an invalidation', async () => {
      const [cache, source] = [await make(priceCache), shopWindow({ a: 1, b: 2 })];
      const slow = cache.read(['a', 'b'], (keys) => source.slowRead(keys));
      while (source.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
      source.set('a', 7);
      cache.invalidate(['a']);
      expect(await amountOf(cache, source, 'a')).toBe(7);
      source.open();
      await slow;
      expect(await amountOf(cache, source, 'a')).toBe(7);
      expect(await amountOf(cache, source, 'b')).toBe(2);
      // Keys that did not change are cached, although they were read in the same batch.
      expect(source.asked).toHaveLength(2);
    });

    it('loads all values again after all were invalidated, and stores no reads in progress', async () => {
      const [cache, source] = [await make(priceCache), shopWindow({ a: 1, b: 2 })];
      await cache.read(['a'], source.read);
      const slow = cache.read(['b'], (keys) => source.slowRead(keys));
      while (source.asked.length < 2) await new Promise((resolve) => setImmediate(resolve));
      source.set('a', 7);
      source.set('b', 8);
      cache.invalidateAll();
      expect(await amountOf(cache, source, 'a')).toBe(7);
      source.open();
      await slow;
      expect(await amountOf(cache, source, 'b')).toBe(8);
    });

    it('does not store values that must not be cached', async () => {
      const [cache, source] = [await make({ ...priceCache, shouldCache: ({ amount }) => amount > 0 }), shopWindow({ a: 0 })];
      await cache.read(['a'], source.read);
      await cache.read(['a'], source.read);
      expect(source.asked).toHaveLength(2);
    });

    it('expires values after the TTL, counted from the start of the read', async () => {
      const [cache, source] = [await make({ ...priceCache, ttl: milliseconds(300) }), shopWindow({ a: 1 })];
      const late = cache.read(['a'], (keys) => source.slowRead(keys));
      while (source.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setTimeout(resolve, 320));
      source.open();
      await late;
      await cache.read(['a'], source.read);
      expect(source.asked).toHaveLength(2);
      await new Promise((resolve) => setTimeout(resolve, 320));
      await cache.read(['a'], source.read);
      expect(source.asked).toHaveLength(3);
    });

    it('rejects with the error of a load and stores nothing', async () => {
      const [cache, source] = [await make(priceCache), shopWindow({ a: 1 })];
      await expect(cache.read(['a'], () => Promise.reject(new Error('away')))).rejects.toThrow('away');
      expect(await amountOf(cache, source, 'a')).toBe(1);
    });
  });
};
