import type { Server } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocket } from 'ws';

/** Close codes beyond those of the graphql-transport-ws protocol. 1001 and 1013 are among those after which clients come back. */
export const closeCodes = { goingAway: 1001, tryAgainLater: 1013, forbidden: 4403, tooMany: 4429, fault: 4500 } as const;

export type SocketOptions = {
  readonly keepAliveMs: number;
  /** How long a peer may take to answer the close before the connection is dropped. */
  readonly closeGraceMs: number;
  readonly maxBufferBytes: number;
  readonly onTooSlow: () => void;
  readonly log: Logger;
};

/** A connection as the rest of the gateway sees it. */
export type Socket = {
  readonly isOpen: () => boolean;
  readonly send: (text: string) => Promise<void>;
  /** Closes, and drops the connection if the peer does not answer: a client that reads nothing cannot hold memory. */
  readonly close: (code: number, reason: string) => void;
  readonly cutAsTooSlow: () => void;
};

/** Pings, and drops a peer that has stopped answering. */
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
    close(closeCodes.tryAgainLater, 'Too slow: read faster or ask for less, then resume');
  };
  return {
    isOpen: () => socket.readyState === WebSocket.OPEN,
    close,
    cutAsTooSlow,
    // Resolves when the bytes have left, so that a slow client holds back its own streams.
    send: (text) =>
      new Promise((resolve) => {
        if (socket.readyState !== WebSocket.OPEN) return resolve();
        if (socket.bufferedAmount > options.maxBufferBytes) {
          cutAsTooSlow();
          return resolve();
        }
        // A send fails only because the connection is gone, which its close event reports.
        socket.send(text, () => resolve());
      }),
  };
};

/** Lets the protocol server speak over one connection until it closes. */
export const serve = <Extra>(
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
  // Too large or malformed frames end here; ws itself closes with the right code.
  raw.on('error', (error) => options.log.debug({ err: error }, 'a socket broke its protocol'));
  raw.once('close', (code, reason) => {
    stop();
    closed(code, reason.toString('utf8')).catch(fault);
  });
};
