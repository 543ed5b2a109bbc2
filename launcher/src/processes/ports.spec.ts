import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, portAllocator } from '@marketplace/servers';
import { onKeptPort, openPorts, requireFreePort, type KeptPorts } from './ports';

const listenOn = async (port: number): Promise<Server> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

const whileTaken = async <T>(port: number, work: () => Promise<T>): Promise<T> => {
  const server = await listenOn(port);
  try {
    return await work();
  } finally {
    server.close();
    await once(server, 'close');
  }
};

describe('the ports of a data folder', () => {
  let folder = '';
  const names = ['carrier', 'paymentProvider'] as const;

  /** As the next start opens them. */
  const open = (...reserved: readonly number[]): Promise<KeptPorts> => openPorts(folder, portAllocator(reserved));

  const all = async (ports: KeptPorts): Promise<readonly number[]> => Promise.all(names.map((name) => ports.of(name)));

  const written = async (): Promise<unknown> => JSON.parse(await readFile(join(folder, 'ports.json'), 'utf8'));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ports-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('are the same at every start and every request', async () => {
    const first = await open();
    const ports = await all(first);
    expect(await all(first)).toEqual(ports);
    expect(await all(await open())).toEqual(ports);
  });

  it('are different for each name', async () => {
    const ports = await open();
    const many = Array.from({ length: 12 }, (_, index) => `service${index.toString()}`);
    expect(new Set(await Promise.all(many.map((name) => ports.of(name)))).size).toBe(many.length);
  });

  it('are never the port of the gateway, even if one was before', async () => {
    const [carrier = 0, paymentProvider] = await all(await open());
    const moved = await all(await open(carrier));
    expect(moved[0]).not.toBe(carrier);
    expect(moved[1]).toBe(paymentProvider);
    expect(await written()).toEqual({ carrier: moved[0], paymentProvider });
  });

  it('are not assigned to other servers of the same start', async () => {
    const carrier = await (await open()).of('carrier');
    const allocator = portAllocator();
    await openPorts(folder, allocator);
    expect(allocator.reserve(carrier)).toBe(false);
  });

  it('are replaced only if another program has taken one', async () => {
    const [carrier = 0, paymentProvider] = await all(await open());
    const moved = await whileTaken(carrier, async () => all(await open()));
    expect(moved[0]).not.toBe(carrier);
    expect(moved[1]).toBe(paymentProvider);
    expect(await written()).toEqual({ carrier: moved[0], paymentProvider });
  });

  it('are replaced if one is taken between the choice and the start of the server', async () => {
    const ports = await open();
    const lost = await ports.of('carrier');
    const server = await whileTaken(lost, () => onKeptPort({ ports, name: 'carrier' }, listenOn));
    const { port } = server.address() as { port: number };
    server.close();
    expect(port).not.toBe(lost);
    expect(await written()).toEqual({ carrier: port });
    expect(await (await open()).of('carrier')).toBe(port);
  });

  it('are chosen again if the file is incomplete', async () => {
    await writeFile(join(folder, 'ports.json'), '{ "carrier": 2');
    expect(await (await open()).of('carrier')).toBeGreaterThan(0);
  });
});

describe('the port of the gateway', () => {
  it('is rejected in one line if another program uses it', async () => {
    const port = await freePort();
    const refusal = whileTaken(port, () => requireFreePort(port));
    await expect(refusal).rejects.toThrow(
      new RegExp(`^Port ${port.toString()} is already in use\\. Choose another one, such as PORT=${(port + 1).toString()}\\.$`),
    );
  });
});
