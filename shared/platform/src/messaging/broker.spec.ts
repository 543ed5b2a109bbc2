import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { connectBroker } from './broker';
import { createLog } from '../core/log';

/** A minimal NATS server for connecting: it sends INFO and responds to each PING. */
const natsServer = async (version: string) => {
  const received: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write(
      `INFO ${JSON.stringify({ server_id: 'test', version, host: '127.0.0.1', port: 4222, max_payload: 1_048_576, proto: 1 })}\r\n`,
    );
    socket.on('data', (bytes) => {
      received.push(bytes.toString());
      if (bytes.includes('PING')) socket.write('PONG\r\n');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port.toString()}`;
  return {
    host,
    login: (): unknown => JSON.parse(/CONNECT ({.*})/.exec(received.join(''))?.[1] ?? '{}'),
    isLeft: () => sockets.every((socket) => socket.destroyed || socket.readableEnded),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

const connectTo = (url: string) => connectBroker(url, 'test', createLog('test', 'silent'));

describe('the connection to a broker', () => {
  let server: Awaited<ReturnType<typeof natsServer>>;
  afterEach(() => server.close());

  it.each(['2.9.10', '1.4.1'])('is refused for a server of version %s, with a clear message', async (version) => {
    server = await natsServer(version);
    await expect(connectTo(`nats://${server.host}`)).rejects.toThrow(
      `has version ${version}; 2.10 or newer is needed. Upgrade it, or set NATS_URL to another one.`,
    );
  });

  it.each(['2.10.0', '2.11.4', '3.0.0'])('is made to a server of version %s', async (version) => {
    server = await natsServer(version);
    const broker = await connectTo(`nats://${server.host}`);
    expect(broker.isConnected()).toBe(true);
    await broker.close();
  });

  it('logs in with the user and password of the URL', async () => {
    server = await natsServer('2.10.27');
    const broker = await connectTo(`nats://orders:p%40ss@${server.host}`);
    expect(server.login()).toMatchObject({ user: 'orders', pass: 'p@ss' });
    await broker.close();
  });

  it('tries each of several servers', async () => {
    server = await natsServer('2.10.27');
    const broker = await connectTo(`nats://orders:secret@127.0.0.1:1, nats://orders:secret@${server.host}`);
    expect(server.login()).toMatchObject({ user: 'orders', pass: 'secret' });
    await broker.close();
  });
});
