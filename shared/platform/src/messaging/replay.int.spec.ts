import { randomBytes } from 'node:crypto';
import { milliseconds, seconds } from '@marketplace/kernel';
import type { Envelope } from '@marketplace/schema';
import { eventually, freshDatabase } from '@marketplace/testing';
import { defineContext, startContext, type ContextDefinition } from '../server/context';
import { housekeeping } from '../application/housekeeping';
import { newId } from '../core/ids';
import { createLog } from '../core/log';
import { handle } from './event-handler';
import { eventMessage } from '../database/event-message';
import { createReplay, ProducerUnavailable, type History, type Replay, type ReplayedPage } from './replay';
import { readHistory } from './serve-replays';
import { contextHarness, type ContextHarness } from '../testing/context-harness';
import { counterContext, CounterRaisedV1, raise, RaiseRequestedV1, someCause, startReplica } from '../testing/counters.fixtures';
import { inTurn, unpublished } from '../testing/stream.fixtures';
import { fakeProducers } from '../testing/fake-producers';

const pagesOf = async (replay: Replay, history: Partial<History> = {}): Promise<readonly ReplayedPage[]> => {
  const pages: ReplayedPage[] = [];
  for await (const page of replay({ producer: 'counters', contracts: [CounterRaisedV1], ...history })) pages.push(page);
  return pages;
};

const eventsOf = async (replay: Replay, history: Partial<History> = {}): Promise<readonly Envelope[]> =>
  (await pagesOf(replay, history)).flatMap(({ events }) => events);

const placesOf = (events: readonly Envelope[]) => events.map(({ aggregate }) => [aggregate.id, aggregate.version]);

describe('a replay', () => {
  let harness: ContextHarness;
  let replay: Replay;
  beforeEach(async () => {
    harness = await contextHarness(counterContext());
    replay = createReplay(harness.broker, createLog('reader', 'silent'));
  });
  afterEach(() => harness.stop());

  const raised = (id: string) => raise(harness.running.db, id, someCause());
  /** Events of one aggregate with notes of this size. */
  const noted = async (sizes: readonly number[]): Promise<string> => {
    const id = newId();
    for (const [position, size] of sizes.entries()) {
      const version = position + 1;
      const data = { counterId: id, value: version, note: 'x'.repeat(size) };
      await harness.running.db
        .unit(someCause())
        .publish(eventMessage(CounterRaisedV1, { id, version }, data))
        .commit();
    }
    return id;
  };

  it('returns all events of the producer in the order of its outbox, in pages', async () => {
    const [one, other] = [newId(), newId()];
    await inTurn(3, () => raised(one));
    await inTurn(2, () => raised(other));
    await raised(one);
    const pages = await pagesOf(replay, { limit: 2 });
    expect(placesOf(pages.flatMap(({ events }) => events))).toEqual([
      [one, 1],
      [one, 2],
      [one, 3],
      [other, 1],
      [other, 2],
      [one, 4],
    ]);
    expect(pages.every(({ events }) => events.length <= 2)).toBe(true);
    expect(pages.map(({ isLast }) => isLast).slice(0, -1)).not.toContain(true);
  });

  it('returns the same envelopes as the stream', async () => {
    const id = newId();
    await raised(id);
    const [event] = await eventsOf(replay);
    const [row] = await harness.running.db.query<{ payload: Envelope }>('SELECT payload FROM outbox_events WHERE aggregate_id = $1', [id]);
    expect(event).toEqual(row?.payload);
  });

  it('continues after an earlier page', async () => {
    const id = newId();
    await inTurn(5, () => raised(id));
    const [first] = await pagesOf(replay, { limit: 2 });
    await raised(id);
    const rest = await eventsOf(replay, { after: first?.after ?? '' });
    expect(rest.map(({ aggregate }) => aggregate.version)).toEqual([3, 4, 5, 6]);
  });

  it('can be limited to some aggregates', async () => {
    const [one, other, third] = [newId(), newId(), newId()];
    for (const id of [one, other, third, one, other]) await raised(id);
    expect(placesOf(await eventsOf(replay, { aggregateIds: [third, one], limit: 2 }))).toEqual([
      [one, 1],
      [third, 1],
      [one, 2],
    ]);
    expect(await eventsOf(replay, { aggregateIds: [newId()] })).toEqual([]);
  });

  it('is empty without events', async () => {
    expect(await pagesOf(replay)).toEqual([{ events: [], after: '0', isLast: true, skipped: 0 }]);
  });

  it('limits pages to the message size of the broker, and skips larger events', async () => {
    const id = await noted([400_000, 400_000, 400_000, 1_200_000, 10]);
    const pages = await pagesOf(replay);
    expect(pages.map(({ events, skipped }) => [events.map(({ aggregate }) => aggregate.version), skipped])).toEqual([
      [[1, 2], 0],
      [[3, 5], 1],
    ]);
    expect((await eventsOf(replay, { aggregateIds: [id] })).map(({ aggregate }) => aggregate.version)).toEqual([1, 2, 3, 5]);
  });

  it('starts with archived events', async () => {
    const id = newId();
    const { db } = harness.running;
    await inTurn(4, () => raised(id));
    // The relay marks sent events; marking them later would undo the next statement.
    await eventually(async () => (await unpublished(db)) === 0, { waitingFor: 'the outbox to be empty' });
    await db.query(`UPDATE outbox_events SET published_at = now() - interval '31 days' WHERE aggregate_version < 3`);
    await housekeeping(db)
      .find(({ name }) => name === 'archive-outbox')
      ?.run('' as never);
    expect(await db.query('SELECT 1 FROM outbox_events')).toHaveLength(2);
    expect((await eventsOf(replay, { limit: 3 })).map(({ aggregate }) => aggregate.version)).toEqual([1, 2, 3, 4]);
    expect((await eventsOf(replay, { aggregateIds: [id] })).map(({ aggregate }) => aggregate.version)).toEqual([1, 2, 3, 4]);
  });

  it('limits the rows scanned for one page', async () => {
    const { db } = harness.running;
    await db.query(`INSERT INTO outbox_events (id, subject, aggregate_type, aggregate_id, aggregate_version, event_type, payload, created_at, published_at)
      SELECT gen_random_uuid(), 'evt.counters.other.thing.v1', 'Other', gen_random_uuid(), 1, 'Thing', '{}', now(), now() FROM generate_series(1, 20500)`);
    const id = newId();
    await raised(id);
    const request = { subjects: ['evt.counters.counter.counter-raised.v1'], after: '0', limit: 500 };
    expect(await readHistory(db)(request, 1_000_000)).toMatchObject({ payloads: [], isLast: false });
    expect(placesOf(await eventsOf(replay))).toEqual([[id, 1]]);
  });

  it('skips an event that violates its contract, and reports it', async () => {
    const { db } = harness.running;
    const [broken, sound] = [newId(), newId()];
    await raised(broken);
    await raised(sound);
    await db.query(`UPDATE outbox_events SET payload = replace(payload::text, '"value":1', '"value":-1')::json WHERE aggregate_id = $1`, [
      broken,
    ]);
    const [page] = await pagesOf(replay);
    expect(placesOf(page?.events ?? [])).toEqual([[sound, 1]]);
    expect(page?.skipped).toBe(1);
  });

  it('skips an event that cannot be parsed', async () => {
    const { db } = harness.running;
    const [broken, sound] = [newId(), newId()];
    await raised(broken);
    await raised(sound);
    await db.query(`UPDATE outbox_events SET payload = (payload::jsonb - 'actor')::json WHERE aggregate_id = $1`, [broken]);
    const [page] = await pagesOf(replay);
    expect(placesOf(page?.events ?? [])).toEqual([[sound, 1]]);
    expect(page?.skipped).toBe(1);
  });

  it('names an unavailable producer, and waits until it responds', async () => {
    await expect(pagesOf(replay, { producer: 'askers', contracts: [RaiseRequestedV1], timeout: milliseconds(300) })).rejects.toThrow(
      new ProducerUnavailable('askers', milliseconds(300), undefined).message,
    );
    const reading = pagesOf(replay, { producer: 'askers', contracts: [RaiseRequestedV1], timeout: seconds(120) });
    const askers = fakeProducers(harness.broker, ['askers']);
    const asked = askers.addToHistory(RaiseRequestedV1, { counterId: newId() }, { aggregateId: newId(), version: 1 });
    expect((await reading).flatMap(({ events }) => events.map(({ id }) => id))).toEqual([asked.id]);
    await askers.stop();
  });

  it('treats an error of the producer as unavailability', async () => {
    await harness.running.db.query('ALTER TABLE outbox_history RENAME TO elsewhere');
    await harness.running.db.query('DROP VIEW outbox_all');
    await expect(pagesOf(replay, { timeout: milliseconds(300) })).rejects.toThrow('counters has not responded');
  });

  it('rejects contracts of other producers', async () => {
    await expect(pagesOf(replay, { contracts: [RaiseRequestedV1] })).rejects.toThrow('not all of these events');
  });

  it('is answered by any replica of the producer', async () => {
    const replica = await startReplica(harness, counterContext());
    const id = newId();
    await raised(id);
    await harness.running.stop();
    expect(placesOf(await eventsOf(replay))).toEqual([[id, 1]]);
    await replica.stop();
  });

  it('is available to contexts: one reads what another has published', async () => {
    const seen: Envelope[] = [];
    let reread: () => Promise<void> = () => Promise.resolve();
    const readers: ContextDefinition = defineContext({
      ...counterContext(),
      name: 'readers',
      migrations: [],
      wire: (platform) => {
        reread = async () => {
          seen.push(...(await eventsOf(platform.replay)));
        };
        return { subgraph: { resolvers: [], references: {} }, handlers: [handle(CounterRaisedV1, () => Promise.resolve())], jobs: [] };
      },
    });
    const id = newId();
    await inTurn(3, () => raised(id));
    const database = await freshDatabase('readers');
    const environment = {
      DATABASE_URL: database.url,
      NATS_URL: harness.brokerUrl,
      IDENTITY_KEY: 'the-identity-key-of-a-reader-in-tests',
      SEALING_KEY: randomBytes(32).toString('base64'),
      DATABASE_POOL_SIZE: 4,
      LOG_LEVEL: 'silent' as const,
    };
    const reader = await startContext(readers, { environment, variables: {}, broker: harness.broker });
    await reread();
    expect(placesOf(seen)).toEqual([
      [id, 1],
      [id, 2],
      [id, 3],
    ]);
    await reader.stop();
    await database.drop();
  });
});
