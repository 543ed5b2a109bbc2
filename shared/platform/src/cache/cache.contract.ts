import { milliseconds } from '@marketplace/kernel';
import type { Cache, CacheOptions } from './cache';

export type Price = { readonly of: string; readonly amount: number };

/** A shop window whose prices are behind a door: a read can be held there, after it has looked and before it is back. */
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
    /** As `read`, but what was seen comes only when the door is opened. */
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

/** What every cache promises, wherever it keeps things. */
export const describeCache = (kind: string, make: (options: CacheOptions<Price>) => Cache<Price> | Promise<Cache<Price>>): void => {
  describe(`a cache in ${kind}`, () => {
    const amountOf = async (cache: Cache<Price>, source: ReturnType<typeof shopWindow>, key: string) =>
      (await cache.read([key], source.read)).get(key)?.amount;

    it('asks once for what it is asked twice, and only for what it does not know', async () => {
      const [cache, source] = [await make(priceCache), shopWindow({ a: 1, b: 2, c: 3 })];
      expect([...(await cache.read(['a', 'b'], source.read)).keys()]).toEqual(['a', 'b']);
      expect((await cache.read(['c', 'a', 'x'], source.read)).get('c')).toEqual({ of: 'c', amount: 3 });
      expect(source.asked).toEqual([
        ['a', 'b'],
        ['c', 'x'],
      ]);
    });

    it('asks again for what was dropped, and for nothing else', async () => {
      const [cache, source] = [await make(priceCache), shopWindow({ a: 1, b: 2 })];
      await cache.read(['a', 'b'], source.read);
      source.set('a', 7);
      cache.drop(['a']);
      expect(await amountOf(cache, source, 'a')).toBe(7);
      expect(await amountOf(cache, source, 'b')).toBe(2);
      expect(source.asked).toEqual([['a', 'b'], ['a']]);
    });

    it('does not keep what was read before a change and came after it', async () => {
      const [cache, source] = [await make(priceCache), shopWindow({ a: 1, b: 2 })];
      const slow = cache.read(['a', 'b'], (keys) => source.slowRead(keys));
      while (source.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
      source.set('a', 7);
      cache.drop(['a']);
      expect(await amountOf(cache, source, 'a')).toBe(7);
      source.open();
      await slow;
      expect(await amountOf(cache, source, 'a')).toBe(7);
      expect(await amountOf(cache, source, 'b')).toBe(2);
      // What nobody has changed was kept, although it came with the other.
      expect(source.asked).toHaveLength(2);
    });

    it('asks again for everything when everything was dropped, and keeps nothing that was being read', async () => {
      const [cache, source] = [await make(priceCache), shopWindow({ a: 1, b: 2 })];
      await cache.read(['a'], source.read);
      const slow = cache.read(['b'], (keys) => source.slowRead(keys));
      while (source.asked.length < 2) await new Promise((resolve) => setImmediate(resolve));
      source.set('a', 7);
      source.set('b', 8);
      cache.dropAll();
      expect(await amountOf(cache, source, 'a')).toBe(7);
      source.open();
      await slow;
      expect(await amountOf(cache, source, 'b')).toBe(8);
    });

    it('does not keep what it was told not to keep', async () => {
      const [cache, source] = [await make({ ...priceCache, keeps: ({ amount }) => amount > 0 }), shopWindow({ a: 0 })];
      await cache.read(['a'], source.read);
      await cache.read(['a'], source.read);
      expect(source.asked).toHaveLength(2);
    });

    it('forgets when its time is over, counted from the beginning of the read', async () => {
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

    it('passes on the fault of a read and keeps nothing of it', async () => {
      const [cache, source] = [await make(priceCache), shopWindow({ a: 1 })];
      await expect(cache.read(['a'], () => Promise.reject(new Error('away')))).rejects.toThrow('away');
      expect(await amountOf(cache, source, 'a')).toBe(1);
    });
  });
};
