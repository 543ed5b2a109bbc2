import { Socket } from 'node:net';
import { Client, types } from 'pg';
import { freshDatabase, type FreshDatabase } from '@marketplace/testing';
import { socketOf } from './driver-socket';
import { openPipelines } from './pipelines';

/** Tests the internals of `pg` that the platform relies on, so that an upgrade that changes them fails here. */
describe('the socket of the driver', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase('driver_socket');
  });
  afterAll(() => database.drop());

  it('is the socket that statements are written to', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const socket = socketOf(client);
    expect(socket).toBeInstanceOf(Socket);
    const before = (socket as Socket).bytesWritten;
    await client.query('SELECT 1');
    expect((socket as Socket).bytesWritten).toBeGreaterThan(before);
    await client.end();
  });

  it('throws if the driver has none', () => {
    expect(() => socketOf({} as Client)).toThrow('no socket found');
  });

  it('sends the statements of one turn of the event loop with one write', async () => {
    const pipelines = openPipelines({ url: database.url, applicationName: 'socket', connections: 1, statementTimeout: 60_000, types });
    await pipelines.query({ text: 'SELECT 1' });
    const corked: boolean[] = [];
    const write = Reflect.get(Socket.prototype, 'write') as (...args: unknown[]) => boolean;
    const spy = jest.spyOn(Socket.prototype, 'write').mockImplementation(function (this: Socket, ...args: unknown[]) {
      corked.push(this.writableCorked > 0);
      return write.apply(this, args);
    });
    await Promise.all([1, 2, 3].map((value) => pipelines.query({ text: 'SELECT $1::int', values: [value] })));
    spy.mockRestore();
    await pipelines.close();
    expect(corked.length).toBeGreaterThan(0);
    expect(corked.every((each) => each)).toBe(true);
  });
});
