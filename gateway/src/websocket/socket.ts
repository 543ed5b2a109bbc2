import type { Server } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocket } from 'ws';

/** Close codes in addition to those of graphql-transport-ws. Clients reconnect after 1001 and 1013. */
export const closeCodes = { goingAway: 1001, tryAgainLater: 1013, forbidden: 4403, tooMany: 4429, fault: 4500 } as const;

export type SocketOptions = {
  readonly keepAliveMs: number;
  /** The time that a peer has to answer a close before the connection is terminated. */
  readonly closeGraceMs: number;
  readonly maxBufferBytes: number;
  readonly onTooSlow: () => void;
  readonly log: Logger;
};

/** A WebSocket connection to a client. */
export type Socket = {
  readonly isOpen: () => boolean;
  readonly send: (text: string) => Promise<void>;
  /** Closes the connection, and terminates it if the peer does not answer, so that a client that does not read holds no memory. */
  readonly close: (code: number, reason: string) => void;
  readonly closeAsTooSlow: () => void;
};

/** Sends pings and terminates the connection of a peer that does not answer. */
const keepAlive = (socket: WebSocket, everyMs: number): (() => void) => {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  const timer = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, everyMs);
  return () => clearInterval(timer);
};

export const socketOver = (socket: WebSocket, options: SocketOptions): Socket => {
  const close = (code: number, reason: string): void => {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.close(code, reason);
    const drop = setTimeout(() => socket.terminate(), options.closeGraceMs);
    socket.once('close', () => clearTimeout(drop));
  };
  const cutAsTooSlow = (): void => {
    if (socket.readyState !== WebSocket.OPEN) return;
    options.onTooSlow();
    close(closeCodes.tryAgainLater, 'Client too slow. Reconnect and resume');
  };
  return {
    isOpen: () => socket.readyState === WebSocket.OPEN,
    close,
    closeAsTooSlow: cutAsTooSlow,
    // Resolves when the bytes are sent, so that a slow client delays only its own streams.
    send: (text) =>
      new Promise((resolve) => {
        if (socket.readyState !== WebSocket.OPEN) return resolve();
        if (socket.bufferedAmount > options.maxBufferBytes) {
          cutAsTooSlow();
          return resolve();
        }
        // A send fails only when the connection is lost, which the close event reports.
        socket.send(text, () => resolve());
      }),
  };
};

/** Runs the protocol over one connection until it closes. */
export const serveProtocol = <Extra>(
  protocol: Server<Extra>,
  extra: Extra,
  connection: { raw: WebSocket; socket: Socket; options: SocketOptions },
): void => {
  const { raw, socket, options } = connection;
  const stop = keepAlive(raw, options.keepAliveMs);
  const fault = (error: unknown): void => {
    options.log.error({ err: error }, 'a socket failed');
    socket.close(closeCodes.fault, 'Internal server error');
  };
  const closed = protocol.opened(
    {
      protocol: raw.protocol,
      send: socket.send,
      close: socket.close,
      onMessage: (receive) => {
        raw.on('message', (message) => {
          receive((message as Buffer).toString('utf8')).catch(fault);
        });
      },
    },
    extra,
  );
  // Caused by too large or malformed frames; ws closes the connection with the right code.
  raw.on('error', (error) => options.log.debug({ err: error }, 'a socket violated the protocol'));
  raw.once('close', (code, reason) => {
    stop();
    closed(code, reason.toString('utf8')).catch(fault);
  });
};
