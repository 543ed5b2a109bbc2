import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { freePort, isPortFree, onFreePort, portAllocator } from './free-port';
import { StartFailure } from './start-failure';

const listenOn = async (port: number): Promise<Server> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

describe('a free port', () => {
  it('can be listened on', async () => {
    const port = await freePort();
    expect(await isPortFree(port)).toBe(true);
  });

  it('is not free while a server listens on it', async () => {
    const port = await freePort();
    const server = await listenOn(port);
    expect(await isPortFree(port)).toBe(false);
    server.close();
  });
});

describe('an allocator of ports', () => {
  it('hands out no port twice, and none that is reserved', async () => {
    const reserved = Array.from({ length: 9_900 }, (_, index) => 20_000 + index);
    const ports = portAllocator(reserved);
    const found = await Promise.all(Array.from({ length: 20 }, () => ports.free()));
    expect(new Set(found).size).toBe(20);
    expect(found.every((port) => port >= 29_900)).toBe(true);
  });

  it('reserves a certain port once', () => {
    const ports = portAllocator([4000]);
    expect([ports.reserve(4000), ports.reserve(4001), ports.reserve(4001)]).toEqual([false, true, false]);
  });
});

describe('a server that starts on a free port', () => {
  it('takes another one where the first was lost in between', async () => {
    const tried: number[] = [];
    const start = async (port: number): Promise<Server> => {
      tried.push(port);
      const thief = tried.length === 1 ? await listenOn(port) : undefined;
      try {
        return await listenOn(port);
      } finally {
        thief?.close();
      }
    };
    (await onFreePort(start)).close();
    expect(new Set(tried).size).toBe(2);
  });

  it('is not tried again for any other reason, nor for ever', async () => {
    let tries = 0;
    const failing = (details: string) => () => {
      tries += 1;
      return Promise.reject(new StartFailure('It does not start.', { details }));
    };
    await expect(onFreePort(failing('no such file'))).rejects.toThrow('It does not start.');
    expect(tries).toBe(1);
    await expect(onFreePort(failing('listen tcp 127.0.0.1:1: bind: address already in use'))).rejects.toThrow('It does not start.');
    expect(tries).toBe(6);
  });
});
