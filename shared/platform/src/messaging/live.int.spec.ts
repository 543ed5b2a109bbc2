import { eventually } from '@marketplace/testing';
import type { Platform } from '../server/context';
import { retry } from '../database/faults';
import { newId } from '../core/ids';
import { startLive } from './live';
import { contextHarness, type ContextHarness } from '../testing/context-harness';
import { counterContext, followCounter, raise, readCounter, someCause, startReplica } from '../testing/counters.fixtures';
import { inTurn } from '../testing/stream.fixtures';

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, position) => position + 1);

describe('following an aggregate', () => {
  let harness: ContextHarness;
  let platform: Platform<object>;
  const definition = counterContext({
    wired: (its) => {
      platform = its;
    },
  });
  beforeAll(async () => {
    harness = await contextHarness(definition);
  });
  afterAll(() => harness.stop());

  const raised = (id: string, db = harness.running.db) => retry(() => raise(db, id, someCause()));
  const collect = async (stream: AsyncIterable<{ version: number }>): Promise<readonly number[]> => {
    const versions: number[] = [];
    for await (const { version } of stream) versions.push(version);
    return versions;
  };

  it('streams the history after a version, then live changes, without gaps or duplicates', async () => {
    const id = newId();
    await inTurn(20, () => raised(id));
    const streams = [0, 5, 20].map((after) => collect(followCounter(platform, id, { after, until: 60 })));
    await Promise.all(
      range(4).map(async () => {
        await inTurn(10, () => raised(id));
      }),
    );
    const [all, later, live] = await Promise.all(streams);
    expect(all).toEqual(range(60));
    expect(later).toEqual(range(60).slice(5));
    expect(live).toEqual(range(60).slice(20));
  });

  it('receives commits of another process through the broker', async () => {
    const id = newId();
    const replica = await startReplica(harness, counterContext());
    // It would poll only tomorrow, so it must be woken through the broker.
    const live = startLive('counters', platform.db, { broker: harness.broker, pollEvery: 86_400_000 });
    const stream = followCounter({ db: platform.db, live }, id);
    const first = stream.next();
    await harness.broker.connection.flush();
    await raised(id, replica.db);
    expect((await first).value).toMatchObject({ version: 1 });
    await live.stop();
    await replica.stop();
  });

  it('throttles snapshots: the newest each time, and the last one at once', async () => {
    const id = newId();
    await raised(id);
    const stream = platform.live.follow<{ version: number }>({
      aggregateId: id,
      after: 0,
      read: async (after) => {
        const newest = await readCounter(platform.db, id);
        return newest !== undefined && newest.version > after ? [newest] : [];
      },
      version: ({ version }) => version,
      until: ({ version }) => version >= 30,
      // Longer than the test, so only the first and the last item are delivered.
      throttle: 3_600_000,
    });
    expect((await stream.next()).value).toEqual(expect.objectContaining({ version: 1 }));
    const items = collect(stream);
    await inTurn(29, () => raised(id));
    expect(await items).toEqual([30]);
  });

  it('does not delay urgent snapshots', async () => {
    const id = newId();
    await raised(id);
    const stream = platform.live.follow<{ version: number }>({
      aggregateId: id,
      after: 0,
      read: async (after) => {
        const newest = await readCounter(platform.db, id);
        return newest !== undefined && newest.version > after ? [newest] : [];
      },
      version: ({ version }) => version,
      until: ({ version }) => version >= 3,
      urgent: ({ version }) => version === 2,
      throttle: 3_600_000,
    });
    expect((await stream.next()).value).toMatchObject({ version: 1 });
    await raised(id);
    expect((await stream.next()).value).toMatchObject({ version: 2 });
    await raised(id);
    expect((await stream.next()).value).toMatchObject({ version: 3 });
  });

  it('ends after the last item', async () => {
    const id = newId();
    await inTurn(5, () => raised(id));
    expect(await collect(followCounter(platform, id, { until: 3 }))).toEqual([1, 2, 3]);
  });

  it('removes a follower that ends, also while it waits', async () => {
    const live = startLive('counters', platform.db, { broker: harness.broker });
    const stream = followCounter({ db: platform.db, live }, newId());
    const waiting = stream.next();
    expect(live.followerCount()).toBe(1);
    await stream.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(live.followerCount()).toBe(0);
    await live.stop();
  });

  it('removes a follower whose read fails, with the error', async () => {
    const live = startLive('counters', platform.db, { broker: harness.broker });
    const stream = live.follow({ aggregateId: newId(), after: 0, read: () => Promise.reject(new Error('no disk')), version: () => 0 });
    await expect(stream.next()).rejects.toThrow('no disk');
    expect(live.followerCount()).toBe(0);
    await live.stop();
  });

  it('ends for all followers when the context stops', async () => {
    const live = startLive('counters', platform.db, { broker: harness.broker });
    const streams = range(3).map(() => collect(followCounter({ db: platform.db, live }, newId())));
    await live.stop();
    expect(await Promise.all(streams)).toEqual([[], [], []]);
  });

  it('is released when a client ends an idle subscription', async () => {
    const id = newId();
    await raised(id);
    const stream = await harness.follow({ kind: 'guest' }, 'subscription ($id: ID!) { counterFollowed(id: $id) { version } }', { id });
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    expect((await stream.next()).value).toMatchObject({ data: { counterFollowed: { version: 1 } } });
    const waiting = stream.next();
    await eventually(async () => (await Promise.race([waiting, Promise.resolve('waits')])) === 'waits');
    await stream.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
});
