import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { isAddressInUse } from './start-failure';

// Below the ephemeral ports, which the system could assign to another program before they are used.
const [lowest, highest] = [20_000, 30_000];

const bind = async (port: number, host: string): Promise<void> => {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
};

/** True when the port is free. */
export const isPortFree = async (port: number, host = '127.0.0.1'): Promise<boolean> =>
  bind(port, host).then(
    () => true,
    () => false,
  );

/** Allocates each port once. Another program can still take a port before it is used; see `onFreePort`. */
export type PortAllocator = {
  /** Allocates a free port. */
  readonly free: () => Promise<number>;
  /** Reserves a port. Returns false if it is already allocated or reserved. */
  readonly reserve: (port: number) => boolean;
};

/** Creates an allocator that never allocates the reserved ports. */
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

/** Allocates a free port. */
export const freePort = (): Promise<number> => portAllocator().free();

const maxAttempts = 5;

/** Starts a server on a free port, and on another one if a program has taken the port meanwhile. */
export const onFreePort = async <T>(
  start: (port: number) => Promise<T>,
  ports: PortAllocator = portAllocator(),
  attempts = maxAttempts,
): Promise<T> => {
  try {
    return await start(await ports.free());
  } catch (fault) {
    if (attempts <= 1 || !isAddressInUse(fault)) throw fault;
    return onFreePort(start, ports, attempts - 1);
  }
};
