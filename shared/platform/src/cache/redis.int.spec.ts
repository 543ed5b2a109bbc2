import { Writable } from 'node:stream';
import { eventually, freshRedis, type FreshRedis } from '@marketplace/testing';
import { createClient } from '@redis/client';
import { createLog } from '../core/log';
import { cacheFaults } from '../core/metrics';
import { milliseconds, minutes, type Duration } from '@marketplace/kernel';
import type { Cache, CacheOptions } from './cache';
import { describeCache, priceCache, shopWindow, type Price } from './cache.contract';
import { createCaches } from './caches';

/** The default timeout of Redis requests. */
const defaultTimeout = milliseconds(100);

const written: string[] = [];
const log = createLog(
  'test',
  'trace',
  new Writable({
    write: (line: Buffer, _encoding, done) => {
      written.push(line.toString());
      done();
    },
  }),
);

describe('caches that share a Redis', () => {
  let redis: FreshRedis;
  let opened: { stop: () => void }[];
  let number = 0;
  beforeAll(async () => {
    redis = await freshRedis();
  });
  afterAll(() => redis.drop());
  beforeEach(() => {
    opened = [];
    number += 1;
  });
  afterEach(() => {
    for (const each of opened) each.stop();
  });

  const inspector = async () => {
    const client = createClient({ url: redis.url });
    client.on('error', () => undefined);
    opened.push({ stop: () => client.destroy() });
    await client.connect();
    return client;
  };
  const keyOf = (layer: 'v' | 'g', key: string) => `marketplace:test:prices-${number.toString()}:${layer}:${key}`;

  /** The cache of one replica, which receives no invalidations of others and waits for Redis on slow machines. */
  const replica = (options: Partial<CacheOptions<Price>> = {}, timeout: Duration | undefined = minutes(10)): Cache<Price> => {
    const caches = createCaches({ context: 'test', redisUrl: redis.url, gaps: () => 1, log, ...(timeout && { timeout }) });
    opened.push(caches);
    return caches.cache<Price>({ ...priceCache, ...options, name: `prices-${number.toString()}` });
  };
  /** Waits until the replica reads from Redis. */
  const settled = async (cache: Cache<Price>): Promise<Cache<Price>> => {
    const client = await inspector();
    await eventually(
      async () => {
        const key = `probe-${Math.random().toString()}`;
        await cache.read([key], () => Promise.resolve(new Map([[key, { of: key, amount: 1 }]])));
        return (await client.exists(keyOf('v', key))) === 1;
      },
      { waitingFor: 'the connection to Redis' },
    );
    return cache;
  };
  const connected = async (options: Partial<CacheOptions<Price>> = {}): Promise<Cache<Price>> => settled(replica(options));

  describeCache('Redis', ({ name: _, ...options }) => connected(options));

  const amountOf = async (cache: Cache<Price>, source: ReturnType<typeof shopWindow>, key = 'a') =>
    (await cache.read([key], source.read)).get(key)?.amount;
  const inRedis = async (key: string) => (await inspector()).get(keyOf('v', key));

  it('read values that another replica has stored', async () => {
    const [one, other, source] = [await connected(), await connected(), shopWindow({ a: 1, b: 2 })];
    await one.read(['a', 'b'], source.read);
    await eventually(async () => (await inRedis('b')) !== null, { waitingFor: 'the value in Redis' });
    expect((await other.read(['a', 'b'], source.read)).get('b')).toEqual({ of: 'b', amount: 2 });
    expect(source.asked).toHaveLength(1);
  });

  it('never return an outdated value to a writer, whenever another replica stores it', async () => {
    const [writer, reader, source] = [await connected(), await connected(), shopWindow({ a: 1 })];
    const slow = reader.read(['a'], (keys) => source.slowRead(keys));
    await eventually(() => source.asked.length === 1, { waitingFor: 'the read to be in progress' });
    source.set('a', 7);
    writer.invalidate(['a']);
    expect(await amountOf(writer, source)).toBe(7);
    // The reader has not received the invalidation, and stores the outdated value.
    source.open();
    await slow;
    await eventually(async () => (await inRedis('a'))?.includes('1') === true, { waitingFor: 'the old value in Redis' });
    const fresh = await connected();
    expect(await amountOf(fresh, source)).toBe(7);
    writer.invalidate(['b']);
    expect(await amountOf(writer, source)).toBe(7);
  });

  it('never return outdated values for any interleaving of two replicas', async () => {
    for (let round = 0; round < 30; round += 1) {
      const key = `r${round.toString()}`;
      const [writer, reader, source] = [replica(), replica(), shopWindow({ [key]: 0 })];
      await Promise.all([settled(writer), settled(reader)]);
      const reading = Promise.all(
        Array.from({ length: 10 }, async () => {
          await reader.read([key], (keys) => source.slowRead(keys));
        }),
      );
      for (let amount = 1; amount <= 5; amount += 1) {
        source.set(key, amount);
        writer.invalidate([key]);
        expect(await amountOf(writer, source, key)).toBe(amount);
        source.open();
        expect(await amountOf(writer, source, key)).toBe(amount);
      }
      while ((await Promise.race([reading.then(() => 'done'), new Promise((resolve) => setTimeout(resolve, 5))])) !== 'done') source.open();
      for (const each of opened.splice(0)) each.stop();
    }
  });

  it('invalidate a key for all replicas, even if they miss the notification', async () => {
    const [one, other, source] = [await connected(), await connected(), shopWindow({ a: 1 })];
    await amountOf(one, source);
    await eventually(async () => (await inRedis('a')) !== null, { waitingFor: 'the value in Redis' });
    await amountOf(other, source);
    source.set('a', 7);
    one.invalidate(['a']);
    // In its own memory the value expires within two seconds.
    await eventually(async () => (await amountOf(other, source)) === 7, { waitingFor: 'the change to be seen' });
  });

  it('never return a value from before all were invalidated', async () => {
    const [writer, reader, source] = [await connected(), await connected(), shopWindow({ a: 1 })];
    await amountOf(reader, source);
    await eventually(async () => (await inRedis('a')) !== null, { waitingFor: 'the value in Redis' });
    source.set('a', 7);
    writer.invalidateAll();
    expect(await amountOf(writer, source)).toBe(7);
    expect(await amountOf(await connected(), source)).toBe(7);
  });

  it('ignore values that cannot be decoded', async () => {
    const [cache, source] = [await connected(), shopWindow({ a: 1 })];
    await (await inspector()).set(keyOf('v', 'a'), '/ {"of": "a"');
    expect(await amountOf(cache, source)).toBe(1);
  });

  describe('when Redis', () => {
    const faults = async () => (await cacheFaults.get()).values.reduce((sum, { value }) => sum + value, 0);

    it('is unavailable, load from the source, and use it again afterwards', async () => {
      const [cache, source] = [await connected(), shopWindow({ a: 1, b: 2 })];
      await redis.kill();
      const before = await faults();
      expect(await amountOf(cache, source)).toBe(1);
      expect(await amountOf(cache, source)).toBe(1);
      cache.invalidate(['a']);
      source.set('a', 7);
      expect(await amountOf(cache, source)).toBe(7);
      expect(await faults()).toBeGreaterThan(before);
      await redis.restart();
      await settled(cache);
      expect(await amountOf(cache, source, 'b')).toBe(2);
      await eventually(async () => (await inRedis('b')) !== null, { waitingFor: 'values in Redis again' });
      expect(written.filter((line) => line.includes('redis is unavailable')).length).toBeGreaterThan(0);
      expect(written.filter((line) => line.includes('redis is available again')).length).toBeGreaterThan(0);
      expect(written.join('')).not.toContain(redis.password);
    });

    it('was unavailable during a change, invalidate the key before using it again', async () => {
      const [writer, source, client] = [await connected(), shopWindow({ a: 1 }), await inspector()];
      await amountOf(writer, source);
      await eventually(async () => (await inRedis('a')) !== null, { waitingFor: 'the value in Redis' });
      redis.freeze();
      source.set('a', 7);
      writer.invalidate(['a']);
      // Reads do not wait for an unacknowledged invalidation, which would take ten minutes.
      expect(await amountOf(writer, source)).toBe(7);
      redis.thaw();
      await eventually(async () => (await client.get(keyOf('g', 'a'))) !== null, { waitingFor: 'the drop in Redis' });
      expect(await amountOf(await connected(), source)).toBe(7);
    });

    it('hangs, do not wait for it in every read', async () => {
      const [cache, source] = [await settled(replica({}, defaultTimeout)), shopWindow({})];
      const waits = jest.spyOn(globalThis, 'setTimeout');
      redis.freeze();
      for (let read = 0; read < 20; read += 1) await cache.read([`k${read.toString()}`], source.read);
      const waited = waits.mock.calls.filter(([, wait]) => wait === defaultTimeout);
      waits.mockRestore();
      redis.thaw();
      // The first read detects it; on a slow machine Redis is tried again once a second.
      expect(waited.length).toBeGreaterThan(0);
      expect(waited.length).toBeLessThanOrEqual(5);
    });

    it.each([
      ['was never there', () => 'redis://:hunter2@127.0.0.1:1'],
      ['does not know the password', () => redis.url.replace(redis.password, 'hunter2')],
    ])('%s, work without it', async (_, url) => {
      const caches = createCaches({ context: 'test', redisUrl: url(), gaps: () => 1, log });
      const [cache, source] = [caches.cache<Price>({ ...priceCache, name: 'never' }), shopWindow({ a: 1 })];
      const before = written.length;
      await eventually(() => written.slice(before).some((line) => line.includes('redis is unavailable')), { waitingFor: 'the log line' });
      cache.invalidate(['a']);
      expect(await amountOf(cache, source)).toBe(1);
      expect(await amountOf(cache, source)).toBe(1);
      expect(source.asked).toHaveLength(1);
      caches.stop();
      expect(written.join('')).not.toContain('hunter2');
    });

    it('has lost its data between a read and a write, store nothing', async () => {
      const [cache, source] = [await connected(), shopWindow({ a: 1 })];
      const slow = cache.read(['a'], (keys) => source.slowRead(keys));
      await eventually(() => source.asked.length === 1, { waitingFor: 'the read to be in progress' });
      await redis.kill();
      await redis.restart();
      await settled(cache);
      source.open();
      await slow;
      const [other] = [await connected()];
      source.set('a', 7);
      expect(await amountOf(other, source)).toBe(7);
    });
  });
});
