import { createClient, type Client as SocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { TokenSource } from '@marketplace/launcher';

export type Answer = {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[];
};

type Variables = Readonly<Record<string, unknown>>;

/** A client of the gateway, like a frontend: operations over HTTP, subscriptions over a WebSocket. */
export type Client = {
  readonly send: (document: string, variables?: Variables) => Promise<Answer>;
  /** The data of an operation that must succeed. A top-level error fails the test with its message. */
  readonly ask: <T>(document: string, variables?: Variables) => Promise<T>;
  readonly follow: <T>(document: string, variables?: Variables) => AsyncIterableIterator<T>;
  /** Closes the socket like a network failure; open subscriptions end. */
  readonly hangUp: () => Promise<void>;
};

const socketTo = (url: string, token?: TokenSource): SocketClient =>
  createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    // As in an app, the socket stays open for the next subscription.
    lazyCloseTimeout: 1_000,
    ...(token === undefined ? {} : { connectionParams: async () => ({ authorization: `Bearer ${await token()}` }) }),
  });

type Headers = Readonly<Record<string, string>>;

const connected = (url: string, token: TokenSource | undefined, headers: Headers = {}): Client => {
  let socket = socketTo(url, token);
  const send = async (query: string, variables: Variables = {}): Promise<Answer> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${await token()}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };
  return {
    send,
    ask: async <T>(document: string, variables: Variables = {}) => {
      const answer = await send(document, variables);
      if (answer.errors !== undefined || answer.data === null) throw new Error(JSON.stringify(answer.errors));
      return answer.data as T;
    },
    follow: <T>(query: string, variables: Variables = {}) => {
      const events = socket.iterate({ query, variables });
      const iterator = async function* (): AsyncGenerator<T, void> {
        for await (const event of events) {
          if (event.errors !== undefined) throw new Error(JSON.stringify(event.errors));
          yield event.data as T;
        }
      };
      return iterator();
    },
    hangUp: async () => {
      await socket.dispose();
      socket = socketTo(url, token);
    },
  };
};

export const clientOf = (url: string, token?: string | TokenSource): Client =>
  connected(url, typeof token === 'string' ? () => Promise.resolve(token) : token);

/** A guest. A token gives access to the guest's cart. */
export const guestOf = (url: string, cartToken?: string): Client =>
  connected(url, undefined, cartToken === undefined ? {} : { 'x-cart-token': cartToken });
