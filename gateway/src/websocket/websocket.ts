import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { handleProtocols, makeServer, type Context, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import { epochMilliseconds, type Clock } from '@marketplace/kernel';
import type { Metrics } from '../core/metrics';
import { refusal } from '../core/refusals';
import { correlationIdFrom, traceFrom, type RequestContext } from '../identity/request-context';
import { onTokenExpiry, type Caller, type Identify } from '../identity/identity';
import { isAdmitted, type Admission, type Admitted } from '../operations/admission';
import type { Limits } from '../operations/limits';
import type { Operations } from '../operations/operations';
import type { Supergraph } from '../operations/supergraph';
import type { Subscriptions } from '../subscriptions/subscriptions';
import { closeCodes, serveProtocol, socketOver, type Socket, type SocketOptions } from './socket';

/** GraphQL over WebSocket (graphql-transport-ws) on the port of the HTTP server. */
export type Sockets = {
  readonly upgrade: (request: IncomingMessage, stream: Duplex, head: Buffer) => void;
  readonly count: () => number;
  /** Closes all connections with 1001 and waits until they are closed. */
  readonly close: () => Promise<void>;
};

export type SocketsOptions = {
  readonly supergraph: Supergraph;
  readonly admission: Admission;
  readonly identify: Identify;
  readonly operations: Operations;
  readonly subscriptions: Subscriptions;
  readonly limits: Limits;
  readonly metrics: () => Metrics;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keepAliveMs?: number | undefined;
};

type Connection = { readonly socket: Socket; caller?: Caller; stopTimer?: () => void };
type Operation = { readonly admitted: Admitted; readonly requestContext: RequestContext; readonly socket: Socket };

/** Reads a field of `connection_init`. Its name is case-insensitive, like a header. */
const field = (params: Readonly<Record<string, unknown>> | undefined, name: string): string | undefined => {
  const [, value] = Object.entries(params ?? {}).find(([key]) => key.toLowerCase() === name) ?? [];
  return typeof value === 'string' ? value : undefined;
};

const operationOf = ({ contextValue }: ExecutionArgs): Operation => contextValue as Operation;

/** Limits the connections of each identity. Guests without a cart token cannot be distinguished and are not counted. */
const connectionLimiter = (limit: number) => {
  const counts = new Map<string, number>();
  const isCounted = ({ actor }: Caller): boolean => actor.kind === 'user' || actor.cartToken !== undefined;
  return {
    acquire: (caller: Caller): boolean => {
      const count = counts.get(caller.key) ?? 0;
      if (isCounted(caller) && count >= limit) return false;
      counts.set(caller.key, count + 1);
      return true;
    },
    release: (caller: Caller): void => {
      const count = counts.get(caller.key) ?? 0;
      if (count > 1) counts.set(caller.key, count - 1);
      else counts.delete(caller.key);
    },
  };
};

type ConnectionLimiter = ReturnType<typeof connectionLimiter>;

const handshake =
  (options: SocketsOptions, limiter: ConnectionLimiter) =>
  async ({ connectionParams, extra }: Context<Record<string, unknown>, Connection>): Promise<boolean> => {
    const { identify, metrics, clock } = options;
    const caller = await identify({
      authorization: field(connectionParams, 'authorization'),
      cartToken: field(connectionParams, 'x-cart-token'),
    });
    if (caller instanceof GraphQLError) {
      metrics().refused(String(caller.extensions['code']));
      // The keys may be available soon: the client should retry, not ask the user to log in.
      const unavailable = caller.extensions['code'] === 'AUTHENTICATION_UNAVAILABLE';
      extra.socket.close(unavailable ? closeCodes.tryAgainLater : closeCodes.forbidden, caller.message);
      return false;
    }
    // The connection closed during verification; its slot would never be released.
    if (!extra.socket.isOpen()) return false;
    if (!limiter.acquire(caller)) {
      extra.socket.close(closeCodes.tooMany, 'Too many connections');
      return false;
    }
    extra.caller = caller;
    extra.stopTimer = onTokenExpiry(caller, epochMilliseconds(clock()), () =>
      extra.socket.close(closeCodes.forbidden, 'The access token has expired'),
    );
    return true;
  };

const protocolServer = (options: SocketsOptions) => {
  const { supergraph, admission, operations, subscriptions, limits, metrics } = options;
  const limiter = connectionLimiter(limits.maxSocketsPerIdentity);

  const onSubscribe = (
    { extra, subscriptions: active }: Context<Record<string, unknown>, Connection>,
    { query, operationName, variables, extensions }: SubscribePayload,
  ): ExecutionArgs | readonly GraphQLError[] => {
    if (extra.caller === undefined) return [refusal('UNAUTHENTICATED', 'The connection is not initialized')];
    if (Object.keys(active).length > limits.maxOperationsPerSocket) {
      return [refusal('TOO_MANY_OPERATIONS', `At most ${limits.maxOperationsPerSocket} operations can run on one connection`)];
    }
    const admitted = admission.admit({ query, operationName: operationName ?? undefined, variables: variables ?? undefined });
    if (!isAdmitted(admitted)) {
      metrics().refused(String(admitted[0]?.extensions['code']));
      return admitted;
    }
    const requestContext = {
      caller: extra.caller,
      correlationId: correlationIdFrom(extensions?.['correlationId']),
      ...traceFrom(extensions?.['traceparent']),
    };
    const operation: Operation = { admitted, requestContext, socket: extra.socket };
    return { schema: supergraph.api, document: admitted.document, operationName: admitted.operationName ?? null, contextValue: operation };
  };

  return makeServer<Record<string, unknown>, Connection>({
    onConnect: handshake(options, limiter),
    onSubscribe: (context, _id, payload) => onSubscribe(context, payload),
    execute: (args): Promise<ExecutionResult> => {
      const { admitted, requestContext } = operationOf(args);
      return operations(admitted, requestContext);
    },
    subscribe: async (args) => {
      const { admitted, requestContext, socket } = operationOf(args);
      return subscriptions.subscribe(admitted, requestContext, socket.closeAsTooSlow);
    },
    onClose: ({ extra }) => {
      extra.stopTimer?.();
      if (extra.caller !== undefined) limiter.release(extra.caller);
    },
  });
};

/** Rejects an upgrade and destroys the connection: a client that keeps it open would block the shutdown. */
const refuseUpgrade = (stream: Duplex, status: string): void => {
  stream.once('finish', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

export const socketsFor = (options: SocketsOptions): Sockets => {
  const { limits, metrics, log } = options;
  const protocol = protocolServer(options);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.maxSocketMessageBytes,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  const open = new Set<Socket>();
  let draining = false;
  const socketOptions: SocketOptions = {
    keepAliveMs: options.keepAliveMs ?? 12_000,
    closeGraceMs: 1_000,
    maxBufferBytes: limits.maxSocketBufferBytes,
    onTooSlow: () => metrics().slowClientClosed(),
    log,
  };
  const accept = (raw: WebSocket): void => {
    const socket = socketOver(raw, socketOptions);
    open.add(socket);
    raw.once('close', () => open.delete(socket));
    serveProtocol(protocol, { socket }, { raw, socket, options: socketOptions });
  };
  return {
    count: () => open.size,
    upgrade: (request, stream, head) => {
      stream.on('error', () => stream.destroy());
      if (request.url?.split('?')[0] !== '/graphql') return refuseUpgrade(stream, '404 Not Found');
      if (draining || open.size >= limits.maxSockets) return refuseUpgrade(stream, '503 Service Unavailable');
      server.handleUpgrade(request, stream, head, accept);
    },
    close: async () => {
      draining = true;
      for (const socket of open) socket.close(closeCodes.goingAway, 'Going away');
      await new Promise<void>((resolve) => {
        const wait = (): void => {
          if (server.clients.size === 0) resolve();
          else setTimeout(wait, 20);
        };
        wait();
      });
    },
  };
};
