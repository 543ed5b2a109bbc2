import { connect, StorageType } from 'nats';
import { freshBroker } from './fresh-broker';

const streamsAt = async (url: string): Promise<readonly string[]> => {
  const connection = await connect({ servers: url });
  const manager = await connection.jetstreamManager();
  const streams = await manager.streams.list().next();
  await connection.close();
  return streams.map(({ config }) => config.name);
};

describe('a broker of its own', () => {
  it('keeps its streams over a crash, and loses them with its store', async () => {
    const broker = await freshBroker();
    const connection = await connect({ servers: broker.url });
    const manager = await connection.jetstreamManager();
    await manager.streams.add({ name: 'EVENTS', subjects: ['evt.>'], storage: StorageType.File });
    await connection.close();

    await broker.kill();
    await broker.restart();
    expect(await streamsAt(broker.url)).toEqual(['EVENTS']);

    await broker.kill();
    await broker.wipeStore();
    await broker.restart();
    expect(await streamsAt(broker.url)).toEqual([]);
    await broker.drop();
  });
});
