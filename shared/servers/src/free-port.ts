import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { isAddressInUse } from './start-failure';

// Below the ports that a system hands out for port 0: one of those might be given to another program before it is used.
const [lowest, highest] = [20_000, 30_000];

const bind = async (port: number, host: string): Promise<void> => {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
};

/** Whether a server could listen on this port now. */
export const isPortFree = async (port: number, host = '127.0.0.1'): Promise<boolean> =>
  bind(port, host).then(
    () => true,
    () => false,
  );

/** Hands out ports, none of them twice. A port can still be lost to another program before it is used: see `onFreePort`. */
export type PortAllocator = {
  /** A port that was free a moment ago. */
  readonly free: () => Promise<number>;
  /** Reserves a certain port; false where it was handed out or reserved before. */
  readonly reserve: (port: number) => boolean;
};

/** An allocator that never hands out the reserved ports. */
export const portAllocator = (reserved: readonly number[] = []): PortAllocator => {
  const taken = new Set(reserved);
  const reserve = (port: number): boolean => {
    if (taken.has(port)) return false;
    taken.add(port);
    return true;
  };
  return {
    reserve,
    free: async () => {
      for (let attempt = 0; attempt < 1_000; attempt += 1) {
        const port = randomInt(lowest, highest);
        if (reserve(port) && (await isPortFree(port))) return port;
      }
      throw new Error(`no port from ${lowest.toString()} to ${highest.toString()} is free`);
    },
  };
};

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> => portAllocator().free();

const mostPorts = 5;

/** Starts a server on a free port, and on another one where another program took that port in between. */
export const onFreePort = async <T>(
  start: (port: number) => Promise<T>,
  ports: PortAllocator = portAllocator(),
  attempts = mostPorts,
): Promise<T> => {
  try {
    return await start(await ports.free());
  } catch (fault) {
    if (attempts <= 1 || !isAddressInUse(fault)) throw fault;
    return onFreePort(start, ports, attempts - 1);
  }
};
