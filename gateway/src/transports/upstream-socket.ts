import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { defined } from '@marketplace/kernel';
import type { SubgraphRequest } from '@marketplace/platform';
import { boundedQueue } from '../core/bounded-queue';

/** The WebSocket connection that all subscriptions of a subgraph share. It opens with the first and closes after the last. */
export type UpstreamSocket = {
  readonly subscribe: (request: SubgraphRequest) => AsyncIterableIterator<ExecutionResult>;
  readonly close: () => Promise<void>;
};

export type UpstreamSocketOptions = {
  readonly url: string;
  readonly maxQueuedEvents: number;
  readonly unavailable: () => GraphQLError;
};

const keepAliveMs = 12_000;
const pongWithinMs = 5_000;

const asErrors = (thrown: unknown): readonly GraphQLFormattedError[] | undefined =>
  Array.isArray(thrown) ? (thrown as readonly GraphQLFormattedError[]) : undefined;

const fromFormatted = ({ message, path, extensions }: GraphQLFormattedError): GraphQLError =>
  new GraphQLError(message, defined({ path, extensions }));

/** Terminates a connection when the peer no longer answers pings, because a broken network causes no other event. */
const terminateWhenSilent = (): Pick<Parameters<typeof createClient>[0], 'on'> => {
  let raw: WebSocket | undefined;
  let pongTimeout: NodeJS.Timeout | undefined;
  const clearPongTimeout = (): void => clearTimeout(pongTimeout);
  return {
    on: {
      opened: (socket) => {
        raw = socket as WebSocket;
      },
      ping: (received) => {
        if (!received) pongTimeout = setTimeout(() => raw?.terminate(), pongWithinMs);
      },
      pong: (received) => {
        if (received) clearPongTimeout();
      },
      closed: clearPongTimeout,
    },
  };
};

export const upstreamSocket = ({ url, maxQueuedEvents, unavailable }: UpstreamSocketOptions): UpstreamSocket => {
  const client: Client = createClient({
    url,
    webSocketImpl: WebSocket,
    lazy: true,
    lazyCloseTimeout: 5_000,
    keepAlive: keepAliveMs,
    // A lost connection ends its subscriptions. Only clients know the cursor to resume after.
    retryAttempts: 0,
    onNonLazyError: () => undefined,
    ...terminateWhenSilent(),
  });
  return {
    subscribe: ({ query, operationName, variables, identity, correlationId, traceparent }) => {
      let dispose = (): void => undefined;
      let receivedAny = false;
      const queue = boundedQueue<ExecutionResult>({ limit: maxQueuedEvents, onClose: () => dispose() });
      dispose = client.subscribe<Record<string, unknown>, Record<string, unknown>>(
        {
          query,
          variables: { ...variables },
          ...defined({ operationName }),
          extensions: { identity, correlationId, ...defined({ traceparent }) },
        },
        {
          next: ({ data, errors }) => {
            receivedAny = true;
            const result = {
              ...defined({ data, errors: errors?.map(fromFormatted) }),
            };
            if (!queue.push(result)) queue.fail(new Error('Events arrived faster than they could be joined'));
          },
          error: (thrown) => {
            const errors = asErrors(thrown);
            if (errors !== undefined) queue.push({ errors: errors.map(fromFormatted) });
            else if (!receivedAny) queue.push({ errors: [unavailable()] });
            else return queue.fail(new Error('The connection to the subgraph was lost'));
            queue.end();
          },
          complete: () => queue.end(),
        },
      );
      return queue;
    },
    close: async () => {
      await client.dispose();
    },
  };
};
