import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort, isPortFree } from './free-port';

describe('a free port', () => {
  it('can be listened on', async () => {
    const port = await freePort();
    expect(await isPortFree(port)).toBe(true);
  });

  it('is not free while somebody listens on it', async () => {
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect(await isPortFree(port)).toBe(false);
    server.close();
  });
});
