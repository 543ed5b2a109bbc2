import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

// Below the ports that a system gives to whoever asks for any: one of those might be given away again before it is used.
const [lowest, highest] = [20_000, 30_000];

const bind = async (port: number, host: string): Promise<void> => {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
};

/** Whether somebody could listen on this port now. */
export const isPortFree = async (port: number, host = '127.0.0.1'): Promise<boolean> =>
  bind(port, host).then(
    () => true,
    () => false,
  );

/** A port that was free a moment ago. Whoever listens on it must still be ready to find it taken. */
export const freePort = async (host = '127.0.0.1'): Promise<number> => {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const port = randomInt(lowest, highest);
    if (await isPortFree(port, host)) return port;
  }
  throw new Error(`no port of ${host} from ${lowest.toString()} on is free`);
};
