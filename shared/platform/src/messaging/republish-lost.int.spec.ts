import { eventually, freshBroker, type FreshBroker } from '@marketplace/testing';
import { connectBroker } from './broker';
import { newId } from '../core/ids';
import { createLog } from '../core/log';
import { registry } from '../core/metrics';
import { eventMessage } from '../database/event-message';
import { contextHarness, type ContextHarness } from '../testing/context-harness';
import { counterContext, raise, RaiseRequestedV1, readCounter, someCause, startReplica } from '../testing/counters.fixtures';
import { inTurn, missingFromStream, readStream, unpublished } from '../testing/stream.fixtures';

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, position) => position + 1);

describe('a broker that loses acknowledged messages', () => {
  let harness: ContextHarness;
  let brokerServer: FreshBroker;
  beforeEach(async () => {
    brokerServer = await freshBroker();
    harness = await contextHarness(counterContext(), { brokerServer });
  });
  afterEach(async () => {
    await harness.stop();
    await brokerServer.drop();
  });

  const { log } = { log: createLog('test', 'silent') };
  const settled = (running = harness.running) =>
    eventually(async () => (await unpublished(running.db)) === 0, { waitingFor: 'the outbox to be empty' });
  const nothingMissing = (running = harness.running) =>
    eventually(async () => (await missingFromStream(running.db, harness.broker)).length === 0, {
      waitingFor: 'the stream to hold every event',
    });
  const raised = async (count: number, running = harness.running) => {
    await inTurn(count, () => raise(running.db, newId(), someCause()));
  };
  const restartWith = async (change: () => Promise<void>) => {
    await brokerServer.kill();
    await change();
    await brokerServer.restart();
  };

  it('receives all events again after its store was wiped, each handled once', async () => {
    const counters = range(20).map(() => newId());
    // The requests are published through this context's own outbox and handled by its own consumer.
    const ask = (counterId: string) => {
      const asker = newId();
      return harness.running.db
        .unit(someCause())
        .publish(eventMessage(RaiseRequestedV1, { id: asker, version: 1 }, { counterId }))
        .commit();
    };
    for (const half of range(2)) {
      await inTurn(5, () => Promise.all(counters.map(ask)));
      if (half === 1) await restartWith(brokerServer.wipeStore);
    }
    const values = () => Promise.all(counters.map(async (id) => (await readCounter(harness.running.db, id))?.value));
    await eventually(async () => (await values()).every((value) => value === 10), { waitingFor: 'every effect' });
    await settled();
    await nothingMissing();
    expect(await values()).toEqual(counters.map(() => 10));
    expect(await harness.running.db.query('SELECT 1 FROM inbox')).toHaveLength(200);
  });

  it('receives nothing again while it has all messages, for any stream sequence', async () => {
    // Beyond ten and a hundred: sequences are numbers; as text, 9 would come after 105.
    await raised(105);
    await settled();
    const eventsRepublished = async (): Promise<number> => {
      const { values } = (await registry.getSingleMetric('events_republished_total')?.get()) ?? { values: [] };
      return values.reduce((sum, { value }) => sum + value, 0);
    };
    const before = await eventsRepublished();
    await restartWith(() => Promise.resolve());
    // Published after the reconnect, and so after the check for lost messages.
    await raised(1);
    await settled();
    expect(await eventsRepublished()).toBe(before);
  });

  it('receives events lost by a rollback again', async () => {
    await raised(30);
    await settled();
    await restartWith(brokerServer.saveStore);
    await raised(30);
    await settled();
    await restartWith(brokerServer.rollBackStore);
    await nothingMissing();
    await settled();
    expect((await readStream(harness.broker)).length).toBeLessThan(60 + 30);
  });

  it('receives lost events again, even if others have reused their sequences', async () => {
    await raised(30);
    await settled();
    await harness.running.stop();
    await restartWith(brokerServer.saveStore);
    const first = await startReplica(harness, counterContext());
    await raised(30, first);
    await settled(first);
    await first.stop();
    await restartWith(brokerServer.rollBackStore);
    const stranger = await connectBroker(harness.brokerUrl, 'stranger', log);
    await inTurn(40, () =>
      stranger.publish({
        subject: 'evt.strangers.thing.happened.v1',
        id: newId(),
        aggregateId: newId(),
        payload: '{"id":"strange"}',
      }),
    );
    await stranger.close();
    const second = await startReplica(harness, counterContext());
    await raised(1, second);
    await nothingMissing(second);
    await settled(second);
    await second.stop();
  });

  it('is detected by the first new event without a reconnect', async () => {
    await raised(5);
    await settled();
    // The stream is deleted and recreated without the relay's knowledge, as after the loss of its leader.
    await harness.broker.manager.streams.delete('EVENTS');
    await harness.broker.ensureStream();
    await raised(1);
    await nothingMissing();
  });

  it('receives nothing again when nothing is missing', async () => {
    await raised(5);
    await settled();
    await restartWith(() => Promise.resolve());
    await raised(1);
    await settled();
    expect(await readStream(harness.broker)).toHaveLength(6);
  });
});
