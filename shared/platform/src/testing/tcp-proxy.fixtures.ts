import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line between a client and its server, on which things can go wrong. */
export type TcpProxy = {
  /** The server's URL, over the line. */
  readonly url: string;
  /** From now on the server's answers are lost, though it hears and does what it is asked. */
  readonly dropResponses: () => void;
  /** Cuts every connection; new ones are whole again. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
};

/** Opens a line on which the end of a connection is heard of later than the last word that came over it. */
export const tcpProxy = async (serverUrl: string, { endDelay = 0 } = {}): Promise<TcpProxy> => {
  const target = new URL(serverUrl);
  const ends = new Set<Socket>();
  const state = { isDeaf: false };
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
      if (!state.isDeaf) client.write(bytes);
    });
    upstream.on('close', () => setTimeout(() => client.end(), endDelay));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = (server.address() as AddressInfo).port.toString();
  const cut = (): void => {
    state.isDeaf = false;
    for (const socket of ends) socket.destroy();
  };
  return {
    url: url.href,
    dropResponses: () => {
      state.isDeaf = true;
    },
    cut,
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
