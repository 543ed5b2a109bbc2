import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A listening server that can be stopped gracefully. */
export type Listener = {
  readonly port: number;
  /** Accepts no new connections, waits for running requests until the timeout, then closes all connections. */
  readonly stop: (withinMs: number) => Promise<void>;
};

/**
 * The number of connections that may wait to be accepted. A flash sale starts for all buyers in the same second, and Node's
 * default of 511 would reject the rest. The kernel limits it too (net.core.somaxconn).
 */
const backlog = 4_096;

const listen = (server: Server, port: number, host: string): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog }, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });

/**
 * The running requests of each connection. Node closes idle connections on shutdown, but not those that never sent a
 * request, such as the spare connections of browsers; a server would wait for them.
 */
const requestsBySocket = (server: Server): ReadonlyMap<Socket, number> => {
  const running = new Map<Socket, number>();
  server.on('connection', (socket) => {
    running.set(socket, 0);
    socket.once('close', () => running.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    running.set(socket, (running.get(socket) ?? 0) + 1);
    response.once('close', () => {
      if (running.has(socket)) running.set(socket, (running.get(socket) ?? 1) - 1);
    });
  });
  // An upgraded connection belongs to the WebSocket server, which closes it.
  server.prependListener('upgrade', ({ socket }) => running.delete(socket));
  return running;
};

export const startListening = async (
  server: Server,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<Listener> => {
  const running = requestsBySocket(server);
  const address = await listen(server, port, host);
  const dropIdle = (): void => {
    for (const [socket, requests] of running) if (requests === 0) socket.destroy();
  };
  return {
    port: address.port,
    stop: (withinMs) =>
      new Promise((resolve) => {
        const idle = setInterval(dropIdle, 25);
        const force = setTimeout(() => server.closeAllConnections(), withinMs);
        server.close(() => {
          clearInterval(idle);
          clearTimeout(force);
          resolve();
        });
      }),
  };
};
