import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { SubgraphRequest } from '@marketplace/platform';
import { boundedQueue } from '../core/bounded-queue';

/** The one connection to a subgraph that all its subscriptions share. It opens with the first and closes after the last. */
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
  new GraphQLError(message, { ...(path === undefined ? {} : { path }), ...(extensions === undefined ? {} : { extensions }) });

/** Drops a connection whose other side no longer answers pings; nothing else would notice a silent network. */
const watched = (): Pick<Parameters<typeof createClient>[0], 'on'> => {
  let raw: WebSocket | undefined;
  let late: NodeJS.Timeout | undefined;
  const answered = (): void => clearTimeout(late);
  return {
    on: {
      opened: (socket) => {
        raw = socket as WebSocket;
      },
      ping: (received) => {
        if (!received) late = setTimeout(() => raw?.terminate(), pongWithinMs);
      },
      pong: (received) => {
        if (received) answered();
      },
      closed: answered,
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
    // A lost connection ends its subscriptions: their clients resume after their own cursor, which nothing here knows.
    retryAttempts: 0,
    onNonLazyError: () => undefined,
    ...watched(),
  });
  return {
    subscribe: ({ query, operationName, variables, identity, correlationId, traceparent }) => {
      let dispose = (): void => undefined;
      let heard = false;
      const queue = boundedQueue<ExecutionResult>({ limit: maxQueuedEvents, onClose: () => dispose() });
      dispose = client.subscribe<Record<string, unknown>, Record<string, unknown>>(
        {
          query,
          variables: { ...variables },
          ...(operationName === undefined ? {} : { operationName }),
          extensions: { identity, correlationId, ...(traceparent === undefined ? {} : { traceparent }) },
        },
        {
          next: ({ data, errors }) => {
            heard = true;
            const parts = {
              ...(data === undefined ? {} : { data }),
              ...(errors === undefined ? {} : { errors: errors.map(fromFormatted) }),
            };
            if (!queue.push(parts)) queue.fail(new Error('Events came faster than they could be joined'));
          },
          error: (thrown) => {
            const errors = asErrors(thrown);
            if (errors !== undefined) queue.push({ errors: errors.map(fromFormatted) });
            else if (!heard) queue.push({ errors: [unavailable()] });
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
