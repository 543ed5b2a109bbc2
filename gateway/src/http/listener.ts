import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A server's port, and how to give it back without breaking off what runs. */
export type Listener = {
  readonly port: number;
  /** Takes no new connection, lets running requests finish within the time, and drops the rest. */
  readonly stop: (withinMs: number) => Promise<void>;
};

/**
 * How many connections may wait to be taken: a flash sale begins for everybody in one second, and Node's usual 511 would
 * turn the rest away. The kernel bounds it by its own limit (net.core.somaxconn).
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
 * Node closes connections that have become idle, but not those that never sent a request, such as the spare ones of
 * browsers and clients; a server would wait for them. So requests are counted by connection.
 */
const counted = (server: Server): ReadonlyMap<Socket, number> => {
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
  // A WebSocket is no longer the HTTP server's; who upgraded it closes it.
  server.prependListener('upgrade', ({ socket }) => running.delete(socket));
  return running;
};

export const startListening = async (
  server: Server,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<Listener> => {
  const running = counted(server);
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
