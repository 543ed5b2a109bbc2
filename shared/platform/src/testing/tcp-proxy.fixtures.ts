import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP proxy between a client and its server that can simulate failures. */
export type TcpProxy = {
  /** The URL of the server through the proxy. */
  readonly url: string;
  /** Drops all responses of the server from now on. The server still receives and executes requests. */
  readonly dropResponses: () => void;
  /** Closes all connections. New connections work normally. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
};

/** Starts a TCP proxy. With `endDelay`, the client notices the end of a connection later than the last data. */
export const tcpProxy = async (serverUrl: string, { endDelay = 0 } = {}): Promise<TcpProxy> => {
  const target = new URL(serverUrl);
  const ends = new Set<Socket>();
  const state = { dropsResponses: false };
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      ends.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => ends.delete(socket));
    }
    client.on('data', (bytes) => upstream.write(bytes));
    client.on('close', () => upstream.destroy());
    upstream.on('data', (bytes) => {
      if (!state.dropsResponses) client.write(bytes);
    });
    upstream.on('close', () => setTimeout(() => client.end(), endDelay));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = (server.address() as AddressInfo).port.toString();
  const cut = (): void => {
    state.dropsResponses = false;
    for (const socket of ends) socket.destroy();
  };
  return {
    url: url.href,
    dropResponses: () => {
      state.dropsResponses = true;
    },
    cut,
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
