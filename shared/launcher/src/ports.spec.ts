import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@marketplace/servers';
import { portsOf, requireFreePort } from './ports';

const whileTaken = async <T>(port: number, work: () => Promise<T>): Promise<T> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work();
  } finally {
    server.close();
    await once(server, 'close');
  }
};

describe('the ports of a data folder', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ports-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('are the same at every start', async () => {
    const ports = await portsOf(folder, ['carrier', 'paymentProvider']);
    expect(await portsOf(folder, ['carrier', 'paymentProvider'])).toEqual(ports);
  });

  it('are different for everybody', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `service${index.toString()}`);
    expect(new Set(Object.values(await portsOf(folder, names))).size).toBe(names.length);
  });

  it('give way to whoever took one meanwhile, and only that one', async () => {
    const ports = await portsOf(folder, ['carrier', 'paymentProvider']);
    const moved = await whileTaken(ports['carrier'] ?? 0, () => portsOf(folder, ['carrier', 'paymentProvider']));
    expect(moved['carrier']).not.toBe(ports['carrier']);
    expect(moved['paymentProvider']).toBe(ports['paymentProvider']);
  });

  it('of one name stay known while others are asked for', async () => {
    const { carrier } = await portsOf(folder, ['carrier']);
    await portsOf(folder, ['orders']);
    expect((await portsOf(folder, ['carrier']))['carrier']).toBe(carrier);
  });
});

describe('the port of the gateway', () => {
  it('is refused in one line when somebody else listens on it', async () => {
    const port = await freePort();
    const refusal = whileTaken(port, () => requireFreePort(port));
    await expect(refusal).rejects.toThrow(new RegExp(`^Port ${port.toString()} is taken\\.[^\\n]*$`));
  });
});
