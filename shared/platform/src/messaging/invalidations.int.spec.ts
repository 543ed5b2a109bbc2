import { seconds } from '@marketplace/kernel';
import { eventually, freshBroker, type FreshBroker } from '@marketplace/testing';
import type { Cache } from '../cache/cache';
import type { Platform } from '../server/context';
import { retry } from '../database/faults';
import { newId } from '../core/ids';
import { contextHarness, type ContextHarness } from '../testing/context-harness';
import { counterContext, raise, readCounter, someCause, startReplica, type Counter } from '../testing/counters.fixtures';

describe('invalidations', () => {
  let harness: ContextHarness;
  let brokerServer: FreshBroker;
  let [here, there]: readonly Platform<object>[] = [];
  let stop: () => Promise<void>;
  const wired = (keep: (platform: Platform<object>) => void) => counterContext({ wired: keep });
  beforeAll(async () => {
    brokerServer = await freshBroker();
    harness = await contextHarness(
      wired((platform) => {
        here = platform;
      }),
      { brokerServer },
    );
    const replica = await startReplica(
      harness,
      wired((platform) => {
        there = platform;
      }),
    );
    stop = async () => {
      await replica.stop();
      await replica.broker.close();
    };
  });
  afterAll(async () => {
    await stop();
    await harness.stop();
    await brokerServer.drop();
  });

  const at = (platform: Platform<object> | undefined): Platform<object> => {
    if (platform === undefined) throw new Error('not started');
    return platform;
  };
  const raisedBy = (platform: Platform<object> | undefined, id: string) => retry(() => raise(at(platform).db, id, someCause()));
  const receivedBy = (platform: Platform<object> | undefined, kind = 'Counter'): string[] => {
    const received: string[] = [];
    at(platform).invalidations.on(kind, (ids) => received.push(...ids));
    return received;
  };

  it('are reported before the commit returns, once', async () => {
    const [received, id, last] = [receivedBy(here), newId(), newId()];
    await raisedBy(here, id);
    expect(received).toEqual([id]);
    await raisedBy(here, id);
    await raisedBy(there, last);
    // Commits of others arrive through the broker, after our own.
    await eventually(() => received.includes(last), { waitingFor: 'the change of the other replica' });
    expect(received).toEqual([id, id, last]);
  });

  it('can be published without an event', async () => {
    const [own, other, id] = [receivedBy(here, 'Window'), receivedBy(there, 'Window'), newId()];
    const publish = () => at(here).invalidations.publish('Window', [id]);
    publish();
    expect(own).toEqual([id]);
    // The broker may not have registered the subscription yet.
    await eventually(() => (publish(), other.length > 0), { waitingFor: 'the notification' });
    expect(new Set(other)).toEqual(new Set([id]));
  });

  it('are not reported after unsubscribing', async () => {
    const received: string[] = [];
    const unsubscribe = at(here).invalidations.on('Counter', (ids) => received.push(...ids));
    unsubscribe();
    await raisedBy(here, newId());
    expect(received).toEqual([]);
  });

  describe('a cache that uses them', () => {
    const cacheIn = (platform: Platform<object> | undefined): Cache<Counter> => {
      const cache = at(platform).cache<Counter>({ name: newId(), ttl: seconds(60), maxSize: 100 });
      at(platform).invalidations.on('Counter', cache.invalidate);
      return cache;
    };
    const valueIn = async (cache: Cache<Counter>, id: string): Promise<number | undefined> => {
      const load = async (ids: readonly string[]) => {
        const found = await Promise.all(ids.map((each) => readCounter(at(here).db, each)));
        return new Map(found.filter((each) => each !== undefined).map((each) => [each.id, each]));
      };
      return (await cache.read([id], load)).get(id)?.value;
    };

    it('returns a write to its writer at once, and to other replicas soon', async () => {
      const [own, other, id] = [cacheIn(here), cacheIn(there), newId()];
      for (let value = 1; value <= 20; value += 1) {
        await raisedBy(here, id);
        expect(await valueIn(own, id)).toBe(value);
        await eventually(async () => (await valueIn(other, id)) === value, { waitingFor: 'the change in the other replica' });
      }
    });

    it('does not read unchanged values from the database', async () => {
      const [own, id, another] = [cacheIn(here), newId(), newId()];
      for (const each of [id, another]) {
        await raisedBy(here, each);
        await valueIn(own, each);
      }
      await raisedBy(here, another);
      // Jobs occasionally send statements too.
      const counts: number[] = [];
      for (let look = 0; look < 5; look += 1) counts.push(await harness.countStatements(() => valueIn(own, id)));
      expect(Math.min(...counts)).toBe(0);
    });

    it('is cleared after the broker was unavailable', async () => {
      const [other, id] = [cacheIn(there), newId()];
      await raisedBy(here, id);
      // The event may arrive during the read, whose value is not stored then.
      await eventually(async () => ((await valueIn(other, id)) ?? 0) > 0 && !other.isEmpty(), { waitingFor: 'the value to be kept' });
      const before = at(there).invalidations.gaps();
      await brokerServer.kill();
      await brokerServer.restart();
      await eventually(() => at(there).invalidations.gaps() > before, { waitingFor: 'the broker' });
      await eventually(async () => (await harness.countStatements(() => valueIn(other, id))) > 0, { waitingFor: 'a read' });
    });
  });
});
