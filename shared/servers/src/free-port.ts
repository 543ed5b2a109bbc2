import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

const bind = async (port: number, host: string): Promise<number> => {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return bound;
};

/** A port that was free a moment ago. Whoever listens on it must still be ready to find it taken. */
export const freePort = async (host = '127.0.0.1'): Promise<number> => bind(0, host);

/** Whether somebody could listen on this port now. */
export const isPortFree = async (port: number, host = '127.0.0.1'): Promise<boolean> =>
  bind(port, host).then(
    () => true,
    () => false,
  );
